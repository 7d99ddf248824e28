-- Access by OAuth2, one for each API host; tokens are sealed under the master key.
CREATE TABLE logins (
  host           TEXT    NOT NULL PRIMARY KEY,
  token_url      TEXT    NOT NULL,
  revocation_url TEXT,
  client_id      TEXT    NOT NULL,
  refresh_token  BLOB,                           -- servers may give none; the login then ends with its access token
  access_token   BLOB    NOT NULL,
  expires_at     INTEGER,                        -- of the access token; NULL where the server did not say
  updated_at     INTEGER NOT NULL
) STRICT;
