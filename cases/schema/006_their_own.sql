-- +goose Up
-- Who speaks for the person complained of. A row is never changed but for the person
-- who is found behind the name; what came of it stands in a table of its own.
-- controller: the force that discloses; regime: UK GDPR; retention: as the case
CREATE TABLE cases_representative (
  force      TEXT NOT NULL, -- force of the case; fact
  id         TEXT NOT NULL, -- random id of the representation; fact
  case_id    TEXT NOT NULL, -- candour.CaseID, which neither of the two ever reads; pseudonymous; fact
  officer    TEXT NOT NULL, -- candour.OfficerID who is represented, in this case only; pseudonymous; fact
  represents TEXT NOT NULL, -- candour.PersonID of whoever named them; pseudonymous; fact
  person     TEXT NOT NULL, -- candour.PersonID of the representative, '' until it is known in the same act; pseudonymous; fact
  as_what    TEXT NOT NULL, -- cases.Friend: police friend, of a staff association, lawyer; fact
  name       TEXT NOT NULL, -- their name as whoever named them gave it; sealed under the case; fact
  answers    TEXT NOT NULL, -- 'yes' where they may answer in the other's name, or 'no'; fact
  on_day     TEXT NOT NULL, -- civil date on which they were named; fact
  position   BIGINT NOT NULL, -- order in which they were named among those of the case, from 1; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX cases_representative_by_case ON cases_representative (force, case_id, officer, position);
CREATE INDEX cases_representative_by_person ON cases_representative (force, person, on_day, id);
-- controller: the force that discloses; regime: UK GDPR; retention: as the case
CREATE TABLE cases_representative_step (
  force          TEXT NOT NULL,   -- force of the case; fact
  representative TEXT NOT NULL,   -- id of the representation; fact
  position       BIGINT NOT NULL, -- order, from 1; fact
  state          TEXT NOT NULL,   -- how it stands since: 'represents', 'declined' or 'ended'; fact
  by_person      TEXT NOT NULL,   -- candour.PersonID of whoever did it, one of the two; pseudonymous; fact
  on_day         TEXT NOT NULL,   -- civil date; fact
  PRIMARY KEY (force, representative, position)
);
-- What the person complained of disputes in what was disclosed to them, point by point.
-- controller: the force that discloses; regime: UK GDPR; retention: as the case
CREATE TABLE cases_dispute (
  force      TEXT NOT NULL, -- force of the case; fact
  id         TEXT NOT NULL, -- random id of the point; fact
  disclosure TEXT NOT NULL, -- what was disclosed; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer    TEXT NOT NULL, -- candour.OfficerID who disputes it; pseudonymous; fact
  point      TEXT NOT NULL, -- which part they dispute; sealed under the case; statement of the officer
  says       TEXT NOT NULL, -- what they say of it; sealed under the case; statement of the officer
  shows      TEXT NOT NULL, -- who or what could show it; sealed under the case, or ''; statement of the officer
  spoke      TEXT NOT NULL, -- id of the representation in which it was sent for them, or ''; fact
  by_person  TEXT NOT NULL, -- candour.PersonID of who sent it; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date it came; fact
  position   BIGINT NOT NULL, -- order in which it came among those of the case, from 1; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX cases_dispute_by_case ON cases_dispute (force, case_id, position);
