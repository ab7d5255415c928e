-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE cases_reopened (
  force      TEXT NOT NULL, -- force that reopened it; fact
  id         TEXT NOT NULL, -- random id of the reopening; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  closed_day TEXT NOT NULL, -- civil date on which it had been closed; fact
  why        TEXT NOT NULL, -- cases.NewInformation: what it was reopened for; fact
  reasons    TEXT NOT NULL, -- sealed under the case; opinion of who reopened it
  by_person  TEXT NOT NULL, -- candour.PersonID of who reopened it; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date it was reopened; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX cases_reopened_by_case ON cases_reopened (force, case_id, on_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE cases_earlier_decision (
  force      TEXT NOT NULL, -- force that decided; fact
  reopened   TEXT NOT NULL, -- id of the reopening that took it back; fact
  allegation TEXT NOT NULL, -- candour.AllegationID; pseudonymous; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  decision   TEXT NOT NULL, -- cases.Decision as it stood; opinion of the authority
  standard   TEXT NOT NULL, -- standard of proof applied, '' where an import does not say; fact
  reasons    TEXT NOT NULL, -- sealed under the case, '' where an import holds none; opinion of the authority
  by_person  TEXT NOT NULL, -- candour.PersonID of who decided; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date of the decision; fact
  told_day   TEXT NOT NULL, -- civil date the person who reported was told, or ''; fact
  PRIMARY KEY (force, reopened, allegation)
);
CREATE INDEX cases_earlier_decision_by_case ON cases_earlier_decision (force, case_id, allegation, on_day);
