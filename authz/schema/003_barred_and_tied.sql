-- +goose Up
-- Whose roles give nothing now, although they hold them: while this stands they
-- open nothing and do nothing, but for what was disclosed to them themselves.
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_barred (
  force   TEXT NOT NULL, -- force in which the roles are held; fact
  person  TEXT NOT NULL, -- candour.PersonID whose roles give nothing; pseudonymous; fact
  because TEXT NOT NULL, -- 'suspended' or 'left'; fact
  PRIMARY KEY (force, person, because)
);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_tie (
  force  TEXT NOT NULL, -- force for which both work or worked; fact
  person TEXT NOT NULL, -- candour.PersonID; pseudonymous; fact as declared
  other  TEXT NOT NULL, -- candour.PersonID of whom the first must not see matters about; of what kind the tie is, is not here; pseudonymous; fact as declared
  PRIMARY KEY (force, person, other)
);
-- Only of candidates: an import writes a million rows of the others.
CREATE INDEX authz_wall_candidates ON authz_wall (force, person, subject) WHERE because = 'candidate';
