-- +goose Up
-- What a person keeps for themselves at the desk: no part of anybody's matter.
-- controller: the force; regime: UK GDPR; retention: until the person removes it; unreadable once their file is erased
CREATE TABLE workforce_saved_view (
  force    TEXT NOT NULL, -- force in which they work; fact
  person   TEXT NOT NULL, -- candour.PersonID whose it is, and who alone sees it; pseudonymous; fact
  id       TEXT NOT NULL, -- random id; fact
  officer  TEXT NOT NULL, -- candour.OfficerID, the employment under which its name is sealed; pseudonymous; fact
  name     TEXT NOT NULL, -- what they call it, sealed under the officer; statement of the person
  filter   TEXT NOT NULL, -- what it narrows their worklist to, as an address has it: ids and words of ours; fact
  first    TEXT NOT NULL, -- 'yes' where their worklist opens with it, else 'no'; fact
  PRIMARY KEY (force, person, id)
);
