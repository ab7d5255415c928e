-- +goose Up
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_role (
  force  TEXT NOT NULL, -- force in which the role is held; fact
  person TEXT NOT NULL, -- candour.PersonID of the holder; pseudonymous; fact
  role   TEXT NOT NULL, -- one of authz.Roles; fact
  PRIMARY KEY (force, person, role)
);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_wall (
  force   TEXT NOT NULL, -- force of the matter; fact
  person  TEXT NOT NULL, -- candour.PersonID who must never see it; pseudonymous; fact
  subject TEXT NOT NULL, -- kind/id of the report, case or officer file; pseudonymous; fact
  because TEXT NOT NULL, -- why: 'accused'; fact
  PRIMARY KEY (force, subject, person, because)
);
-- controller: the force; regime: UK GDPR; retention: as long as the matter they guard
CREATE TABLE authz_triaged (
  force   TEXT NOT NULL, -- force of the matter; fact
  subject TEXT NOT NULL, -- kind/id of a report or case whose officer is known; until then only triage sees it; fact
  PRIMARY KEY (force, subject)
);
