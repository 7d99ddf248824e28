-- The host that a run began with, like https://nx1.example.com:443; NULL where it is not known.
ALTER TABLE runs ADD COLUMN host TEXT;

-- When each credential last asked a token endpoint, so that no process asks too often.
CREATE TABLE token_requests (
  credential   TEXT    NOT NULL PRIMARY KEY,     -- a keyed digest; it tells nothing about the credential
  requested_at INTEGER NOT NULL
) STRICT;
