-- +goose Up
-- What an act through the API was answered, so that whoever did not get the answer gets
-- it when they ask again, and the act is not done twice. Not of record: if it is lost, a
-- retry is refused or done again. A row is written in the act's own transaction.
-- controller: the force; regime: as the matter it is about; retention: a day
CREATE TABLE api_answered (
  force   TEXT NOT NULL,   -- force in which it was done; fact
  person  TEXT NOT NULL,   -- candour.PersonID of who did it or answers for it; pseudonymous; fact
  service TEXT NOT NULL,   -- the account of the program, in workforce_service, or ''; fact
  name    TEXT NOT NULL,   -- keyed digest of the Idempotency-Key that was sent; fact
  request TEXT NOT NULL,   -- keyed digest of what was asked; fact
  answer  TEXT NOT NULL,   -- the answer, JSON with kinds and ids of events and no words; pseudonymous; fact
  version TEXT NOT NULL,   -- the mark of the case that went with it, or ''; fact
  at      BIGINT NOT NULL, -- when, microseconds UTC; fact
  PRIMARY KEY (force, person, service, name)
);
CREATE INDEX api_answered_by_time ON api_answered (force, at);
