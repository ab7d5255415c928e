-- +goose Up
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_line (
  force    TEXT NOT NULL, -- employing force; fact
  officer  TEXT NOT NULL, -- candour.OfficerID who is managed; pseudonymous; fact
  manager  TEXT NOT NULL, -- candour.OfficerID of the line manager; pseudonymous; fact
  from_day TEXT NOT NULL, -- first civil date; fact
  to_day   TEXT NOT NULL, -- last civil date, or '' while it lasts; fact
  PRIMARY KEY (force, officer, manager, from_day)
);
-- controller: the force; regime: none, no person's; retention: permanent
CREATE TABLE workforce_unit (
  force TEXT NOT NULL, -- force; fact
  unit  TEXT NOT NULL, -- code of a unit to which anybody was ever posted, by which a report may name it; fact
  PRIMARY KEY (force, unit)
);
INSERT INTO workforce_unit (force, unit) SELECT DISTINCT force, unit FROM workforce_posting;
