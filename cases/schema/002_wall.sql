-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE cases_not_ours (
  force      TEXT NOT NULL, -- force that recorded it; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  allegation TEXT NOT NULL, -- candour.AllegationID that is about somebody who does not work for the force; pseudonymous; opinion of who looked
  on_day     TEXT NOT NULL, -- civil date it was said; fact
  PRIMARY KEY (force, case_id, allegation)
);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE cases_assignment (
  force    TEXT NOT NULL, -- force that assigned; fact
  case_id  TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer  TEXT NOT NULL, -- candour.OfficerID of who was given the case; pseudonymous; fact
  from_day TEXT NOT NULL, -- civil date it was given; fact
  PRIMARY KEY (force, case_id, officer)
);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE cases_disclosure (
  force   TEXT NOT NULL, -- force that discloses; fact
  id      TEXT NOT NULL, -- random id of the disclosure; fact
  case_id TEXT NOT NULL, -- candour.CaseID it comes from; never shown to the person; pseudonymous; fact
  officer TEXT NOT NULL, -- candour.OfficerID of the person complained of; pseudonymous; fact
  person  TEXT NOT NULL, -- candour.PersonID who alone may read it; pseudonymous; fact
  says    TEXT NOT NULL, -- what is disclosed; sealed under the case; statement of the authority
  harm    TEXT NOT NULL, -- the harm test: why telling them does no harm; sealed under the case; opinion of the authority
  on_day  TEXT NOT NULL, -- civil date of the disclosure; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX cases_disclosure_by_person ON cases_disclosure (force, person, on_day, id);
