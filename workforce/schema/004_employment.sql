-- +goose Up
-- What somebody is over time decides which rules bind: they were staff, and
-- became an officer. Where there is no row, workforce_officer.kind holds from the
-- first day to the last.
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_type (
  force    TEXT NOT NULL, -- employing force; fact
  officer  TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  from_day TEXT NOT NULL, -- first civil date; fact
  to_day   TEXT NOT NULL, -- last civil date, or '' while it lasts; fact
  kind     TEXT NOT NULL, -- one of workforce.PersonTypes; fact
  PRIMARY KEY (force, officer, from_day)
);
-- controller: the force; regime: none, no person's; retention: permanent
CREATE TABLE workforce_force_type (
  force    TEXT NOT NULL, -- force; fact
  from_day TEXT NOT NULL, -- first civil date; fact
  kind     TEXT NOT NULL, -- one of workforce.ForceTypes; fact
  PRIMARY KEY (force, from_day)
);
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_leaving (
  force    TEXT NOT NULL, -- employing force; fact
  officer  TEXT NOT NULL, -- candour.OfficerID who left; pseudonymous; fact
  on_day   TEXT NOT NULL, -- civil date of leaving; fact
  reason   TEXT NOT NULL, -- 'resigned', 'retired', 'dismissed', 'transferred', 'died', 'contract-ended' or '' where an import does not say; fact
  to_force TEXT NOT NULL, -- where they went, of a transfer, or ''; fact
  PRIMARY KEY (force, officer)
);
-- A reference table, as workforce_person is: it belongs to no force.
-- controller: the forces that employ; regime: UK GDPR; retention: as workforce_person
CREATE TABLE workforce_same_person (
  person TEXT NOT NULL, -- candour.PersonID; pseudonymous; fact
  same   TEXT NOT NULL, -- candour.PersonID, the same human being under the id of another employment; pseudonymous; opinion of who linked them
  PRIMARY KEY (person, same)
);
-- Restrictions and suspensions, written by what follows a decision elsewhere.
-- Neither which matter it was, nor why, stands here in a form that anybody can read.
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_standing (
  force      TEXT NOT NULL, -- employing force; fact
  id         TEXT NOT NULL, -- random id; fact
  officer    TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  what       TEXT NOT NULL, -- 'suspended' or 'restricted'; fact
  from_day   TEXT NOT NULL, -- first civil date; fact
  to_day     TEXT NOT NULL, -- last civil date, or '' while it lasts; fact
  conditions TEXT NOT NULL, -- sealed under the officer; statement of who decided
  ground     TEXT NOT NULL, -- keyed token of the matter that it was decided in, by which it is lifted again; says nothing without the officer's key; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_standing_by_officer ON workforce_standing (force, officer, from_day, id);
-- controller: the force; regime: none, no person's; retention: permanent
CREATE TABLE workforce_system (
  force    TEXT NOT NULL, -- force; fact
  system   TEXT NOT NULL, -- code of a system of the force that gives access of its own: 'crime-records'; fact
  answers  TEXT NOT NULL, -- the mailbox or desk that answers for it, never a person's; fact
  from_day TEXT NOT NULL, -- first civil date on which it is asked; fact
  to_day   TEXT NOT NULL, -- last civil date, or '' while it lasts; fact
  PRIMARY KEY (force, system)
);
-- controller: the force; regime: UK GDPR; retention: employment and six years
CREATE TABLE workforce_revocation (
  force   TEXT NOT NULL,   -- force; fact
  id      TEXT NOT NULL,   -- random id of the order; fact
  officer TEXT NOT NULL,   -- candour.OfficerID whose access is to end; pseudonymous; fact
  system  TEXT NOT NULL,   -- code of the system that is asked; fact
  because TEXT NOT NULL,   -- 'suspended' or 'left'; fact
  at      BIGINT NOT NULL, -- instant of the order, microseconds UTC; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_revocation_by_officer ON workforce_revocation (force, officer, system, id);
-- controller: the force; regime: UK GDPR; retention: employment and six years
CREATE TABLE workforce_revocation_answer (
  force    TEXT NOT NULL,   -- force; fact
  id       TEXT NOT NULL,   -- the order; fact
  answered TEXT NOT NULL,   -- who answered for the system, sealed under the officer; fact
  by_whom  TEXT NOT NULL,   -- candour.PersonID who recorded it; pseudonymous; fact
  at       BIGINT NOT NULL, -- instant at which it was recorded, microseconds UTC; fact
  PRIMARY KEY (force, id)
);
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_identifier (
  force   TEXT NOT NULL, -- employing force; fact
  officer TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  kind    TEXT NOT NULL, -- one of candour.IdentifierKinds; fact
  token   TEXT NOT NULL, -- blind index of the normal form, under the force's key; fact
  sealed  TEXT NOT NULL, -- the identifier as it was given, sealed under the officer; fact
  PRIMARY KEY (force, officer, kind, token)
);
CREATE INDEX workforce_identifier_by_token ON workforce_identifier (force, kind, token, officer);
-- controller: the force; regime: UK GDPR, special category where it shows a family or a partner; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_relationship (
  force       TEXT NOT NULL, -- employing force; fact
  id          TEXT NOT NULL, -- id of the declaration; fact
  officer     TEXT NOT NULL, -- candour.OfficerID who declared it, or of whom it was recorded; pseudonymous; fact
  other       TEXT NOT NULL, -- candour.OfficerID of the other, or '' for somebody who does not work here; pseudonymous; fact as declared
  named       TEXT NOT NULL, -- name of somebody who does not work here, sealed under the officer, or ''; fact as declared
  kind        TEXT NOT NULL, -- one of workforce.Tie: family, partner and so on, sealed under the officer; fact as declared
  from_day    TEXT NOT NULL, -- first civil date, or '' where nobody knows; fact as declared
  to_day      TEXT NOT NULL, -- last civil date, or '' while it lasts; fact as declared
  declared_by TEXT NOT NULL, -- candour.PersonID who declared or recorded it, or 'system' for an import; pseudonymous; fact
  on_day      TEXT NOT NULL, -- civil date on which it was declared; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_relationship_by_officer ON workforce_relationship (force, officer, id);
CREATE INDEX workforce_relationship_by_other ON workforce_relationship (force, other, id);
-- controller: the force; regime: none, no person's; retention: permanent
CREATE TABLE workforce_unit_over_time (
  force    TEXT NOT NULL, -- force; fact
  unit     TEXT NOT NULL, -- code of the unit; fact
  from_day TEXT NOT NULL, -- first civil date; fact
  to_day   TEXT NOT NULL, -- last civil date, or '' while it lasts; fact
  name     TEXT NOT NULL, -- what people call it; fact
  parent   TEXT NOT NULL, -- code of the unit above it, or ''; fact
  kind     TEXT NOT NULL, -- 'team', 'station', 'department', 'command' or 'force'; fact
  PRIMARY KEY (force, unit, from_day)
);
-- What an import of the workforce took in, by which the next one tells what has
-- changed and what is gone.
-- controller: the force that employs; regime: UK GDPR; retention: as workforce_officer
CREATE TABLE workforce_imported (
  force   TEXT NOT NULL, -- employing force; fact
  source  TEXT NOT NULL, -- name that the mapping gives to the system it comes from; fact
  officer TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  rows    TEXT NOT NULL, -- for each row its kind, a keyed token of its key and one of all that it says, parted by spaces; fact
  PRIMARY KEY (force, source, officer)
);
