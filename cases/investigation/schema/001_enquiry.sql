-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_enquiry (
  force     TEXT NOT NULL, -- force of the case; fact
  id        TEXT NOT NULL, -- random id of the line of enquiry; fact
  case_id   TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  what      TEXT NOT NULL, -- what is to be found out, and how; sealed under the case; opinion of who set it
  on_day    TEXT NOT NULL, -- civil date it was set; fact
  by_day    TEXT NOT NULL, -- civil date by which it is to be finished, a local plan; fact
  by_person TEXT NOT NULL, -- candour.PersonID of who set it; pseudonymous; fact
  done_day  TEXT NOT NULL, -- civil date it was finished, or ''; fact
  found     TEXT NOT NULL, -- what was found, or why it was not followed; sealed under the case, or ''; opinion of who finished it
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_enquiry_by_case ON investigation_enquiry (force, case_id, on_day, id);
