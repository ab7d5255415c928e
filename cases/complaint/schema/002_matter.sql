-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE complaint_matter (
  force        TEXT NOT NULL, -- force of the case; fact
  id           TEXT NOT NULL, -- random id of the matter; fact
  case_id      TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  kind         TEXT NOT NULL, -- complaint.Matter: what the account must become; fact
  about        TEXT NOT NULL, -- candour.AllegationID or candour.OfficerID that it is about, or '': the case; pseudonymous; fact as alleged
  known_day    TEXT NOT NULL, -- civil date on which the force knew, from which time counts; fact
  criteria     TEXT NOT NULL, -- id of the event by which a mandatory referral became due, or ''; fact
  announced    TEXT NOT NULL, -- the criteria that were announced, a line each, or ''; fact as alleged
  finished_day TEXT NOT NULL, -- civil date it was dealt with, or ''; fact
  how          TEXT NOT NULL, -- complaint.How it was dealt with, or ''; fact
  covers       TEXT NOT NULL, -- the grounds it stood on when it was dealt with, a line each, or ''; fact
  reference    TEXT NOT NULL, -- under which it was recorded elsewhere; sealed under the case, or ''; fact
  words        TEXT NOT NULL, -- what was done, or why not; sealed under the case, or ''; opinion of who dealt with it
  by_person    TEXT NOT NULL, -- candour.PersonID of who dealt with it, or ''; pseudonymous; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX complaint_matter_by_case ON complaint_matter (force, case_id, kind, about, id);
CREATE INDEX complaint_matter_waiting ON complaint_matter (force, kind, finished_day, known_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE complaint_recorded (
  force       TEXT NOT NULL, -- force of the case; fact
  case_id     TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  position    BIGINT NOT NULL, -- order of the recordings of the case, from 1; the last one counts; fact
  recorded_as TEXT NOT NULL, -- complaint.RecordedAs; opinion of who recorded it
  wish        TEXT NOT NULL, -- 'yes' where the person wishes it to be recorded, else 'no'; fact
  reasons     TEXT NOT NULL, -- sealed under the case; opinion of who recorded it
  on_day      TEXT NOT NULL, -- civil date; fact
  by_person   TEXT NOT NULL, -- candour.PersonID of who recorded it; pseudonymous; fact
  PRIMARY KEY (force, case_id, position)
);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE complaint_person (
  force     TEXT NOT NULL, -- force of the case; fact
  case_id   TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  who       TEXT NOT NULL, -- how the person who reported is connected to the police and to what happened; sealed under the case; the person's account
  on_day    TEXT NOT NULL, -- civil date it was last said; fact
  by_person TEXT NOT NULL, -- candour.PersonID of who wrote it down; pseudonymous; fact
  PRIMARY KEY (force, case_id)
);
