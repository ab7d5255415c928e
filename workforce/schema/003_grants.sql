-- +goose Up
-- A role, or the key of an operator, is given by two people: one proposes, and
-- another, outside the first one's line, approves. A row is never changed: what
-- came of it stands in a table of its own.
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_grant (
  force        TEXT NOT NULL, -- force in which it would be held; fact
  id           TEXT NOT NULL, -- random id of the proposal; fact
  officer      TEXT NOT NULL, -- candour.OfficerID, the employment of whoever would get it; pseudonymous; fact
  person       TEXT NOT NULL, -- candour.PersonID of whoever would get it; pseudonymous; fact
  role         TEXT NOT NULL, -- the role proposed, or '' where it is a key; fact
  public_key   TEXT NOT NULL, -- public half of the operator's key proposed, or '' where it is a role; fact
  reasons      TEXT NOT NULL, -- sealed under the grant; opinion of who proposed it
  proposed_by  TEXT NOT NULL, -- candour.PersonID of the first person; pseudonymous; fact
  proposed_day TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, id)
);
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_grant_answer (
  force       TEXT NOT NULL, -- force of the proposal; fact
  grant_id    TEXT NOT NULL, -- the proposal; fact
  answer      TEXT NOT NULL, -- 'given' or 'refused'; fact
  reasons     TEXT NOT NULL, -- sealed under the grant; opinion of who answered
  answered_by TEXT NOT NULL, -- candour.PersonID of the second person; pseudonymous; fact
  on_day      TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, grant_id)
);
-- controller: the force; regime: UK GDPR; retention: employment of the operator and six years
CREATE TABLE workforce_operator_key (
  force      TEXT NOT NULL, -- force in which it signs; fact
  public_key TEXT NOT NULL, -- public half, as a note verifier key; never anybody else's again; fact
  person     TEXT NOT NULL, -- candour.PersonID whose key it is; pseudonymous; fact
  from_day   TEXT NOT NULL, -- civil date from which it signs; fact
  PRIMARY KEY (force, public_key)
);
-- controller: the force; regime: UK GDPR; retention: employment of the operator and six years
CREATE TABLE workforce_operator_key_ended (
  force      TEXT NOT NULL, -- force in which it signed; fact
  public_key TEXT NOT NULL, -- a key that signs no more: withdrawn, or replaced; fact
  on_day     TEXT NOT NULL, -- civil date; fact
  PRIMARY KEY (force, public_key)
);
-- controller: the force; regime: UK GDPR; retention: employment of the operator and six years
CREATE TABLE workforce_sign_in (
  force      TEXT NOT NULL,   -- force that was signed in to; fact
  id         TEXT NOT NULL,   -- digest of what the operator's key signed; fact
  person     TEXT NOT NULL,   -- candour.PersonID of the operator; pseudonymous; fact
  public_key TEXT NOT NULL,   -- the key that signed it; fact
  expires    BIGINT NOT NULL, -- last instant at which it counts, microseconds UTC; fact
  PRIMARY KEY (force, id)
);
-- controller: the force; regime: UK GDPR; retention: employment of the operator and six years
CREATE TABLE workforce_sign_out (
  force TEXT NOT NULL, -- force that was signed in to; fact
  id    TEXT NOT NULL, -- the sign-in that was ended before its time; fact
  PRIMARY KEY (force, id)
);
-- controller: the force; regime: UK GDPR; retention: as long as the force
CREATE TABLE workforce_staffed (
  force  TEXT NOT NULL PRIMARY KEY, -- force that has, or once had, two independent approvers; fact
  on_day TEXT NOT NULL              -- civil date from which the program alone gives nobody anything; fact
);
