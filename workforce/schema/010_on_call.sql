-- +goose Up
-- Who is on call for people in danger, when, and how they are paged.
-- controller: the force; regime: UK GDPR; retention: two years
CREATE TABLE workforce_on_call (
  force    TEXT NOT NULL,   -- force; fact
  id       TEXT NOT NULL,   -- random; pseudonymous; fact
  officer  TEXT NOT NULL,   -- candour.OfficerID; pseudonymous; fact
  person   TEXT NOT NULL,   -- candour.PersonID; pseudonymous; fact
  turn     TEXT NOT NULL,   -- first, second or supervisor: in which order they are paged; fact
  way      TEXT NOT NULL,   -- mail or webhook; fact
  address  TEXT NOT NULL,   -- where they are paged; sealed under the officer; fact
  from_at  BIGINT NOT NULL, -- from when, microseconds UTC; fact
  to_at    BIGINT NOT NULL, -- until when, microseconds UTC; fact
  ended_at BIGINT NOT NULL, -- when they were taken off before that, microseconds UTC, or 0; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_on_call_by_time ON workforce_on_call (force, to_at, id);
-- Where a system of the force is asked by the program itself to end somebody's access.
-- controller: the force; regime: UK GDPR; retention: as long as the system is asked
CREATE TABLE workforce_system_address (
  force   TEXT NOT NULL, -- force; fact
  system  TEXT NOT NULL, -- code of the system; fact
  address TEXT NOT NULL, -- the address of its webhook, which may hold a secret; sealed under the force; fact
  PRIMARY KEY (force, system)
);
