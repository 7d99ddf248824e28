-- All values of an item in one row and one envelope: half the sealing and half the rows of an item with two keys.
CREATE TABLE item_values_next (
  item_id      INTEGER PRIMARY KEY REFERENCES items (id),
  -- A BLOB is one envelope of all values; a TEXT, from before this step, a JSON object with the envelope of each key in
  -- hexadecimal. NULL once shredded.
  sealed       ANY,
  fingerprints TEXT NOT NULL                     -- a JSON object: 16 bytes in hexadecimal for each key
) STRICT;

INSERT INTO item_values_next
SELECT item_id,
       CASE WHEN count(sealed) > 0
            THEN json_group_object(key_name, hex(sealed)) FILTER (WHERE sealed IS NOT NULL) END,
       json_group_object(key_name, lower(hex(fingerprint)))
  FROM item_values
 GROUP BY item_id;

DROP TABLE item_values;
ALTER TABLE item_values_next RENAME TO item_values;
