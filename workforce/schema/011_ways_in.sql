-- +goose Up
-- A passkey is of one door: whoever is suspended or has left opens the subject door
-- with theirs, and never the desk.
ALTER TABLE workforce_passkey_half ADD COLUMN door TEXT NOT NULL DEFAULT 'desk'; -- 'desk' or 'subject', to which the invitation is; fact
ALTER TABLE workforce_passkey_invitation ADD COLUMN door TEXT NOT NULL DEFAULT 'desk'; -- 'desk' or 'subject', to which the passkey would open; fact
ALTER TABLE workforce_passkey ADD COLUMN door TEXT NOT NULL DEFAULT 'desk'; -- 'desk' or 'subject', to which it opens; fact
ALTER TABLE workforce_passkey_ended ADD COLUMN by_person TEXT NOT NULL DEFAULT ''; -- candour.PersonID of whoever withdrew it, or '' where that was not noted; pseudonymous; fact
-- What is proposed to be bound: an account of the force's own identity provider.
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_grant_account (
  force    TEXT NOT NULL, -- force of the proposal; fact
  grant_id TEXT NOT NULL, -- the proposal, in workforce_grant; fact
  issuer   TEXT NOT NULL, -- address of the identity provider; fact
  account  TEXT NOT NULL, -- the "sub" by which the provider knows the person, sealed under the grant; fact
  PRIMARY KEY (force, grant_id)
);
-- An account with which a person signs in at the desk. What the provider calls it is
-- not here, only a token of it: some providers use a mail address.
-- controller: the force; regime: UK GDPR; retention: employment and six years
CREATE TABLE workforce_account (
  force    TEXT NOT NULL, -- force to which it opens; fact
  id       TEXT NOT NULL, -- the proposal by which it was bound, in workforce_grant; fact
  token    TEXT NOT NULL, -- blind index of issuer and account under the force's key; never anybody else's again; fact
  issuer   TEXT NOT NULL, -- address of the identity provider; fact
  officer  TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  person   TEXT NOT NULL, -- candour.PersonID whose account it is; pseudonymous; fact
  from_day TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_account_by_token ON workforce_account (force, token, id);
CREATE INDEX workforce_account_by_person ON workforce_account (force, person, id);
-- controller: the force; regime: UK GDPR; retention: employment and six years
CREATE TABLE workforce_account_ended (
  force     TEXT NOT NULL, -- force to which it opened; fact
  id        TEXT NOT NULL, -- an account that opens nothing any more, in workforce_account; fact
  on_day    TEXT NOT NULL, -- civil date; fact
  by_person TEXT NOT NULL, -- candour.PersonID of whoever withdrew it; pseudonymous; fact
  PRIMARY KEY (force, id)
);
