-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE complaint_contact (
  force     TEXT NOT NULL, -- force of the case; fact
  id        TEXT NOT NULL, -- random id of the contact; fact
  case_id   TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  way       TEXT NOT NULL, -- complaint.Way in which they were reached; fact
  views     TEXT NOT NULL, -- how the person wants it handled, in their words as far as possible; sealed under the case; the person's account
  on_day    TEXT NOT NULL, -- civil date of the contact; fact
  by_person TEXT NOT NULL, -- candour.PersonID of who spoke with them; pseudonymous; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX complaint_contact_by_case ON complaint_contact (force, case_id, on_day, id);
