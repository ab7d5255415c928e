-- +goose Up
-- controller: the force that opened it; regime: UK GDPR for complaint and misconduct; retention: by the force's schedule, reviewed at closing
CREATE TABLE cases_case (
  force        TEXT NOT NULL, -- force that opened it; never changes; fact
  id           TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  report       TEXT NOT NULL, -- candour.ReportID it was opened from, or ''; pseudonymous; fact
  jurisdiction TEXT NOT NULL, -- 'ew', or 'imported': then no clock is known; fact
  opened_day   TEXT NOT NULL, -- civil date it was opened or, elsewhere, received; fact
  incident_day TEXT NOT NULL, -- civil date of the incident where an import says it, or ''; fact as alleged
  closed_day   TEXT NOT NULL, -- civil date it was closed, or ''; fact
  source       TEXT NOT NULL, -- where an imported case comes from, or ''; fact
  digest       TEXT NOT NULL, -- of the imported rows, to tell a changed row on re-import, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX cases_case_open ON cases_case (force, closed_day, opened_day, id);
-- controller: the force that opened it; regime: UK GDPR for complaint and misconduct; retention: by the force's schedule, reviewed at closing
CREATE TABLE cases_allegation (
  force       TEXT NOT NULL,   -- force that recorded it; fact
  id          TEXT NOT NULL,   -- candour.AllegationID; pseudonymous; fact
  case_id     TEXT NOT NULL,   -- candour.CaseID; pseudonymous; fact
  position    BIGINT NOT NULL, -- order within the case, from 1; fact
  category    TEXT NOT NULL,   -- complaint category A to L, or '' until somebody says; opinion
  words       TEXT NOT NULL,   -- the allegation as recorded; sealed under the report, or ''; the person's account
  source_code TEXT NOT NULL,   -- an import's own code and group, word for word, or ''; fact
  source_says TEXT NOT NULL,   -- an import's own finding and outcome, word for word, or ''; opinion of that body
  PRIMARY KEY (force, id)
);
CREATE INDEX cases_allegation_by_case ON cases_allegation (force, case_id, position);
-- controller: the force that opened it; regime: UK GDPR for complaint and misconduct; retention: by the force's schedule, reviewed at closing
CREATE TABLE cases_accused (
  force      TEXT NOT NULL, -- force that recorded it; fact
  allegation TEXT NOT NULL, -- candour.AllegationID; pseudonymous; fact
  officer    TEXT NOT NULL, -- candour.OfficerID of the person complained of; pseudonymous; fact as alleged
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  PRIMARY KEY (force, case_id, allegation, officer)
);
CREATE INDEX cases_accused_by_officer ON cases_accused (force, officer, case_id, allegation);
-- controller: the force that opened it; regime: UK GDPR for complaint and misconduct; retention: by the force's schedule, reviewed at closing
CREATE TABLE cases_severity (
  force    TEXT NOT NULL, -- force that assessed; fact
  case_id  TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  severity TEXT NOT NULL, -- cases.Severity; opinion of the assessor
  reasons  TEXT NOT NULL, -- sealed under the case; opinion of the assessor
  by_person TEXT NOT NULL, -- candour.PersonID of the assessor; pseudonymous; fact
  on_day   TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, case_id)
);
-- controller: the force that opened it; regime: UK GDPR for complaint and misconduct; retention: by the force's schedule, reviewed at closing
CREATE TABLE cases_decision (
  force      TEXT NOT NULL, -- force that decided; fact
  allegation TEXT NOT NULL, -- candour.AllegationID; pseudonymous; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  decision   TEXT NOT NULL, -- cases.Decision; opinion of the authority
  standard   TEXT NOT NULL, -- standard of proof applied, '' where an import does not say; fact
  reasons    TEXT NOT NULL, -- sealed under the case, '' where an import holds none; opinion of the authority
  by_person  TEXT NOT NULL, -- candour.PersonID of who decided; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date of the decision; fact
  told_day   TEXT NOT NULL, -- civil date the person who reported was told, or ''; fact
  PRIMARY KEY (force, case_id, allegation)
);
-- controller: the force that opened it; regime: UK GDPR for complaint and misconduct; retention: by the force's schedule, reviewed at closing
CREATE TABLE cases_unidentified (
  force      TEXT NOT NULL, -- force that recorded it; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  allegation TEXT NOT NULL, -- candour.AllegationID whose officer nobody could identify; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date it was said; fact
  PRIMARY KEY (force, case_id, allegation)
);
