-- +goose Up
-- Who looks after the officer while a matter lasts. The last one counts.
-- controller: the force that opened the case; regime: UK GDPR; retention: as the case
CREATE TABLE misconduct_welfare (
  force     TEXT NOT NULL,   -- force of the case; fact
  id        TEXT NOT NULL,   -- random id; fact
  case_id   TEXT NOT NULL,   -- candour.CaseID; pseudonymous; fact
  officer   TEXT NOT NULL,   -- candour.OfficerID who is looked after; pseudonymous; fact
  who       TEXT NOT NULL,   -- name and post of the contact; sealed under the case; fact
  reach     TEXT NOT NULL,   -- how the officer reaches them; sealed under the case; fact
  often     TEXT NOT NULL,   -- when the contact gets in touch; sealed under the case; statement of the force
  by_person TEXT NOT NULL,   -- candour.PersonID of who named them; pseudonymous; fact
  on_day    TEXT NOT NULL,   -- civil date; fact
  position  BIGINT NOT NULL, -- order among those of the case, from 1; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX misconduct_welfare_by_officer ON misconduct_welfare (force, case_id, officer, position);
