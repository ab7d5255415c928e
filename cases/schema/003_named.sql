-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE cases_named (
  force   TEXT NOT NULL, -- force that opened the case; fact
  case_id TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer TEXT NOT NULL, -- candour.OfficerID whom the case is about; pseudonymous; fact
  name    TEXT NOT NULL, -- what the officer is called; sealed under the case; fact
  number  TEXT NOT NULL, -- collar number, or ''; sealed under the case; fact
  PRIMARY KEY (force, case_id, officer)
);
