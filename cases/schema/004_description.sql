-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE cases_description (
  force      TEXT NOT NULL, -- force that recorded it; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  allegation TEXT NOT NULL, -- candour.AllegationID; pseudonymous; fact
  category   TEXT NOT NULL, -- complaint category A to L of the national taxonomy; opinion of who sorted it
  factors    TEXT NOT NULL, -- cases.Factors that are alleged, joined by commas, or ''; fact as alleged
  on_duty    TEXT NOT NULL, -- cases.OnDuty: on, off, or not known yet; fact as alleged
  by_person  TEXT NOT NULL, -- candour.PersonID of who described it last; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date of the last description; fact
  PRIMARY KEY (force, case_id, allegation)
);
