-- +goose Up
-- What the wall is made of. Rooms write these facts inside their acts; the wall
-- follows from them. A day that is not known, or has not come, is the first or
-- the last day that there is, so that days compare as text.
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_posting (
  force    TEXT NOT NULL, -- employing force; fact
  person   TEXT NOT NULL, -- candour.PersonID who was posted; pseudonymous; fact
  unit     TEXT NOT NULL, -- code of the lowest unit; fact
  from_day TEXT NOT NULL, -- first civil date, or 0001-01-01; fact
  to_day   TEXT NOT NULL, -- last civil date, or 9999-12-31; fact
  officer  TEXT NOT NULL, -- candour.OfficerID, the employment that it belongs to; pseudonymous; fact
  PRIMARY KEY (force, person, unit, from_day, to_day, officer)
);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_line (
  force    TEXT NOT NULL, -- employing force; fact
  person   TEXT NOT NULL, -- candour.PersonID who is managed; pseudonymous; fact
  manager  TEXT NOT NULL, -- candour.PersonID of the line manager; pseudonymous; fact
  from_day TEXT NOT NULL, -- first civil date, or 0001-01-01; fact
  to_day   TEXT NOT NULL, -- last civil date, or 9999-12-31; fact
  PRIMARY KEY (force, person, manager, from_day)
);
CREATE INDEX authz_line_by_manager ON authz_line (force, manager, person);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_office (
  force    TEXT NOT NULL, -- force in which the office is held; fact
  person   TEXT NOT NULL, -- candour.PersonID of the holder; pseudonymous; fact
  role     TEXT NOT NULL, -- 'chief' or 'appropriate-authority': the wall of supervisors ends below it; fact
  from_day TEXT NOT NULL, -- first civil date; fact
  to_day   TEXT NOT NULL, -- last civil date, or 9999-12-31; fact
  PRIMARY KEY (force, person, role, from_day)
);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_accused (
  force     TEXT NOT NULL, -- force of the matter; fact
  subject   TEXT NOT NULL, -- kind/id of the report or case; pseudonymous; fact
  person    TEXT NOT NULL, -- candour.PersonID complained of; pseudonymous; the person's account
  first_day TEXT NOT NULL, -- civil date of the incident or of its beginning, or 0001-01-01; the person's account
  last_day  TEXT NOT NULL, -- civil date of its end, or 9999-12-31; the person's account
  PRIMARY KEY (force, subject, person, first_day, last_day)
);
CREATE INDEX authz_accused_by_person ON authz_accused (force, person, subject);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_unit (
  force    TEXT NOT NULL, -- force of the matter; fact
  subject  TEXT NOT NULL, -- kind/id of the report or case; pseudonymous; fact
  unit     TEXT NOT NULL, -- code of a unit; fact
  from_day TEXT NOT NULL, -- whoever was posted there on or after this civil date ...; fact
  to_day   TEXT NOT NULL, -- ... and on or before this one must not see it; fact
  because  TEXT NOT NULL, -- 'accused' (their unit around an incident), 'candidate' (a unit named in the report) or 'kept out' (one that the person said must not see it); fact
  PRIMARY KEY (force, subject, unit, from_day, to_day, because)
);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_declared (
  force   TEXT NOT NULL, -- force of the matter; fact
  subject TEXT NOT NULL, -- kind/id of the report or case; pseudonymous; fact
  person  TEXT NOT NULL, -- candour.PersonID who said that they know nobody in it; pseudonymous; fact
  PRIMARY KEY (force, subject, person)
);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_alternate (
  force     TEXT NOT NULL, -- force in which the office is held; fact
  authority TEXT NOT NULL, -- candour.PersonID of an appropriate authority; pseudonymous; fact
  alternate TEXT NOT NULL, -- candour.PersonID who decides where that one is on the wall; pseudonymous; fact
  PRIMARY KEY (force, authority, alternate)
);
CREATE INDEX authz_alternate_by_person ON authz_alternate (force, alternate, authority);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_cleared (
  force   TEXT NOT NULL, -- force of the matter; fact
  subject TEXT NOT NULL, -- kind/id of the case; pseudonymous; fact
  person  TEXT NOT NULL, -- candour.PersonID whose presumed conflict was looked at and cleared; pseudonymous; opinion of the authority
  PRIMARY KEY (force, subject, person)
);
-- controller: the force; regime: none, a setting; retention: permanent
CREATE TABLE authz_setting (
  force TEXT NOT NULL,   -- force; fact
  name  TEXT NOT NULL,   -- 'unit-months': how far around an incident a unit is kept out; fact
  value BIGINT NOT NULL, -- in months; fact
  PRIMARY KEY (force, name)
);
