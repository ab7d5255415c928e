-- +goose Up
-- Passkeys: with what a person signs in at the desk. An invitation to register one
-- is good for one passkey; it is opened by two codes, of the person who proposed it
-- and of the one who approved it. A code itself is nowhere: only its digest.
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_passkey_half (
  force    TEXT NOT NULL, -- force of the proposal; fact
  grant_id TEXT NOT NULL, -- the proposal, in workforce_grant; fact
  half     TEXT NOT NULL, -- digest of the code that was shown to who proposed it; fact
  PRIMARY KEY (force, grant_id)
);
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_passkey_invitation (
  force      TEXT NOT NULL,   -- force to which the passkey would open; fact
  id         TEXT NOT NULL,   -- the proposal that was approved, or a random id for one of the first people; fact
  officer    TEXT NOT NULL,   -- candour.OfficerID of whoever is invited; pseudonymous; fact
  person     TEXT NOT NULL,   -- candour.PersonID of whoever is invited; pseudonymous; fact
  one_half   TEXT NOT NULL,   -- digest of a code that opens it together with the other; fact
  other_half TEXT NOT NULL,   -- digest of the other code, or '' for one of the first people, who got one before witnesses; fact
  until      BIGINT NOT NULL, -- last instant at which it is good, microseconds UTC; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_passkey_invitation_by_person ON workforce_passkey_invitation (force, person, id);
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_passkey_invitation_ended (
  force  TEXT NOT NULL, -- force of the invitation; fact
  id     TEXT NOT NULL, -- an invitation that is good no more, because it was withdrawn; fact
  on_day TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, id)
);
-- controller: the force; regime: UK GDPR; retention: employment and six years
CREATE TABLE workforce_passkey (
  force      TEXT NOT NULL, -- force to which it opens; fact
  credential TEXT NOT NULL, -- id that the person's device gave to it, base64url; never anybody else's again; fact
  officer    TEXT NOT NULL, -- candour.OfficerID; pseudonymous; fact
  person     TEXT NOT NULL, -- candour.PersonID whose passkey it is; pseudonymous; fact
  public_key TEXT NOT NULL, -- public half, as a COSE key in base64url; fact
  copies     TEXT NOT NULL, -- 'yes' where the device may copy it to the person's other devices, or 'no'; fact
  name       TEXT NOT NULL, -- what the person calls it, sealed under the officer; statement of the person
  invitation TEXT NOT NULL, -- the invitation that it used up; fact
  from_day   TEXT NOT NULL, -- civil date on which it was registered; fact
  PRIMARY KEY (force, credential)
);
CREATE UNIQUE INDEX workforce_passkey_by_invitation ON workforce_passkey (force, invitation);
CREATE INDEX workforce_passkey_by_person ON workforce_passkey (force, person, credential);
-- controller: the force; regime: UK GDPR; retention: employment and six years
CREATE TABLE workforce_passkey_ended (
  force      TEXT NOT NULL, -- force to which it opened; fact
  credential TEXT NOT NULL, -- a passkey that opens nothing any more; fact
  on_day     TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, credential)
);
