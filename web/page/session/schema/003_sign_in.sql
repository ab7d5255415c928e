-- +goose Up
-- Sessions end with the new version: they say more of themselves from now on.
DELETE FROM web_session;
ALTER TABLE web_session ADD COLUMN door TEXT NOT NULL DEFAULT ''; -- at which it was opened; fact
ALTER TABLE web_session ADD COLUMN force TEXT NOT NULL DEFAULT ''; -- of who is signed in, or ''; fact
ALTER TABLE web_session ADD COLUMN person TEXT NOT NULL DEFAULT ''; -- candour.PersonID of who is signed in, or ''; pseudonymous; fact
ALTER TABLE web_session ADD COLUMN credential TEXT NOT NULL DEFAULT ''; -- the passkey or account with which they came in, or ''; pseudonymous; fact
ALTER TABLE web_session ADD COLUMN began BIGINT NOT NULL DEFAULT 0; -- microseconds UTC; fact
ALTER TABLE web_session ADD COLUMN seen BIGINT NOT NULL DEFAULT 0; -- when the last page was asked for, microseconds UTC; fact
ALTER TABLE web_session ADD COLUMN ends BIGINT NOT NULL DEFAULT 0; -- when it ends whatever is asked for, microseconds UTC; fact
CREATE INDEX web_session_by_person ON web_session (force, person, door, began, token);
ALTER TABLE web_passkey_counter ADD COLUMN used BIGINT NOT NULL DEFAULT 0; -- when it last signed somebody in, microseconds UTC; fact
-- How often somebody tried to sign in: shared by all servers of a force, so that each
-- more does not give an attacker as many tries again.
-- controller: the force; regime: UK GDPR; retention: a minute after the last try
CREATE TABLE web_try (
  door   TEXT NOT NULL,   -- at which it was tried; fact
  client TEXT NOT NULL,   -- keyed hash of the address of whoever tried: nobody can read it back, and tomorrow it is another; pseudonymous; fact
  until  BIGINT NOT NULL, -- when all tries are there again, microseconds UTC; fact
  PRIMARY KEY (door, client)
);
-- Answers of devices that have signed somebody in, so that none does so twice.
-- controller: the force; regime: UK GDPR; retention: five minutes
CREATE TABLE web_answered (
  challenge TEXT NOT NULL PRIMARY KEY, -- SHA-256 of what the device was asked to sign; fact
  until     BIGINT NOT NULL            -- when the question is too old to be answered anyway, microseconds UTC; fact
);
