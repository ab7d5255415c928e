-- +goose Up
-- controller: the force; regime: UK GDPR; retention: as long as the record it is about, and six years
CREATE TABLE retention_hold (
  force        TEXT NOT NULL, -- force that holds the record; fact
  id           TEXT NOT NULL, -- random id of the hold; fact
  subject_kind TEXT NOT NULL, -- kind of record that is held: report, case or officer; fact
  subject_id   TEXT NOT NULL, -- id of the record; pseudonymous; fact
  for_whom     TEXT NOT NULL, -- who needs it, such as a court; sealed under the record; fact
  reasons      TEXT NOT NULL, -- why it must be kept; sealed under the record; opinion of who placed it
  until_day    TEXT NOT NULL, -- last civil date on which the hold stands, or '' until it is lifted; fact
  by_person    TEXT NOT NULL, -- candour.PersonID of who placed it; pseudonymous; fact
  on_day       TEXT NOT NULL, -- civil date it was placed; fact
  lifted_day   TEXT NOT NULL, -- civil date it was lifted, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX retention_hold_by_subject ON retention_hold (force, subject_kind, subject_id, id);
-- controller: the force; regime: UK GDPR; retention: as long as the record it is about, and six years
CREATE TABLE retention_proposal (
  force        TEXT NOT NULL, -- force that holds the record; fact
  subject_kind TEXT NOT NULL, -- kind of record that is to be erased; fact
  subject_id   TEXT NOT NULL, -- id of the record; pseudonymous; fact
  by_person    TEXT NOT NULL, -- candour.PersonID of who proposed it, who cannot confirm it; pseudonymous; fact
  on_day       TEXT NOT NULL, -- civil date it was proposed; fact
  PRIMARY KEY (force, subject_kind, subject_id)
);
