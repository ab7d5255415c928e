-- +goose Up
-- controller: the force; regime: UK GDPR; retention: as long as the passkey
CREATE TABLE web_passkey_counter (
  force      TEXT NOT NULL,   -- force to which the passkey opens; fact
  credential TEXT NOT NULL,   -- the passkey, in workforce_passkey; pseudonymous; fact
  uses       BIGINT NOT NULL, -- how often its device says that it has signed; a number that does not grow is a copy of the passkey; fact
  PRIMARY KEY (force, credential)
);
