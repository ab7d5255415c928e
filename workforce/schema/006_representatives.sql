-- +goose Up
-- People who work for no force and represent somebody complained of: lawyers, and
-- those of a staff association. Staff put them on file once they know who they are;
-- the person complained of then names them by name and number.
-- controller: the force; regime: UK GDPR; retention: as long as they represent somebody and six years
CREATE TABLE workforce_representative (
  force     TEXT NOT NULL, -- force that put them on file; fact
  person    TEXT NOT NULL, -- candour.PersonID, of no employment; pseudonymous; fact
  name      TEXT NOT NULL, -- sealed under the representative; fact
  body      TEXT NOT NULL, -- firm or association, sealed under the representative; fact as declared
  number    TEXT NOT NULL, -- the number that they give to whoever names them, sealed under the representative; fact
  token     TEXT NOT NULL, -- blind index of the number, under the force's key; fact
  checked   TEXT NOT NULL, -- how it is known who they are, sealed under the representative; statement of the force
  by_person TEXT NOT NULL, -- candour.PersonID of who put them on file; pseudonymous; fact
  on_day    TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, person)
);
CREATE UNIQUE INDEX workforce_representative_by_number ON workforce_representative (force, token);
