-- +goose Up
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_person (
  id TEXT NOT NULL PRIMARY KEY -- candour.PersonID, one human being over all forces; pseudonymous; fact
);
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_officer (
  force         TEXT NOT NULL, -- employing force; fact
  id            TEXT NOT NULL, -- candour.OfficerID, this employment; pseudonymous; fact
  person        TEXT NOT NULL, -- candour.PersonID; pseudonymous; fact
  kind          TEXT NOT NULL, -- 'officer' or 'staff'; fact
  rank          TEXT NOT NULL, -- rank or job title, or ''; fact
  name          TEXT NOT NULL, -- sealed under the officer, or '' where an import has none; fact
  number        TEXT NOT NULL, -- collar or staff number, sealed under the officer, or ''; fact
  appointed_day TEXT NOT NULL, -- civil date, or ''; fact
  left_day      TEXT NOT NULL, -- civil date, or ''; fact
  serving       TEXT NOT NULL, -- 'yes', 'no' or '' where an import does not say; fact
  source        TEXT NOT NULL, -- where an import comes from, or ''; fact
  digest        TEXT NOT NULL, -- of the imported rows, to tell a changed row, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_officer_by_person ON workforce_officer (force, person, id);
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_posting (
  force    TEXT NOT NULL, -- employing force; fact
  officer  TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  unit     TEXT NOT NULL, -- code of the unit; fact
  from_day TEXT NOT NULL, -- first civil date; fact
  to_day   TEXT NOT NULL, -- last civil date, or '' while it lasts; fact
  PRIMARY KEY (force, officer, unit, from_day, to_day)
);
CREATE INDEX workforce_posting_by_unit ON workforce_posting (force, unit, from_day, officer);
-- controller: the force that employs; regime: UK GDPR; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_index (
  force   TEXT NOT NULL, -- employing force; fact
  kind    TEXT NOT NULL, -- what the token is of: 'number', 'name', 'name-4', 'name-3' or 'name-sound'; fact
  token   TEXT NOT NULL, -- blind index of a number, a word of a name, its first letters or its sound, under the force's key; fact
  officer TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  PRIMARY KEY (force, kind, token, officer)
);
-- controller: the force that employs; regime: UK GDPR special category, read by the disparity reports only; retention: employment and six years, longer where a concern is held
CREATE TABLE workforce_equality (
  force   TEXT NOT NULL, -- employing force; fact
  officer TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  sealed  TEXT NOT NULL, -- race, sex and birth year as the source gives them, sealed under the officer; fact as declared
  PRIMARY KEY (force, officer)
);
