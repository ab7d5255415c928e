-- +goose Up
-- A program asks through an account, for which a person answers. What is proposed to
-- be given to it, beside the proposal itself:
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_grant_service (
  force     TEXT NOT NULL, -- force of the proposal; fact
  grant_id  TEXT NOT NULL, -- the proposal, in workforce_grant; fact
  name      TEXT NOT NULL, -- what the program is and for what, sealed under the officer who would answer for it; statement of who proposed it
  hook      TEXT NOT NULL, -- where it would be called when something is new, sealed in the same way, or '': nowhere; fact
  role      TEXT NOT NULL, -- authz.Role that it would have of that person's; fact
  acts      TEXT NOT NULL, -- ids of the acts that it might do, joined by commas, or '': it reads only; fact
  networks  TEXT NOT NULL, -- networks from which it may ask, in CIDR, joined by spaces, or '': any; fact
  until_day TEXT NOT NULL, -- last civil date on which it works; fact
  PRIMARY KEY (force, grant_id)
);
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_service (
  force     TEXT NOT NULL, -- force in which it works; fact
  id        TEXT NOT NULL, -- the proposal by which it was given, in workforce_grant; fact
  officer   TEXT NOT NULL, -- candour.OfficerID of who answers for it; pseudonymous; fact
  person    TEXT NOT NULL, -- candour.PersonID of the same; pseudonymous; fact
  name      TEXT NOT NULL, -- as in workforce_grant_service, sealed under the officer; fact
  hook      TEXT NOT NULL, -- as in workforce_grant_service; fact
  role      TEXT NOT NULL, -- as in workforce_grant_service; fact
  acts      TEXT NOT NULL, -- as in workforce_grant_service; fact
  networks  TEXT NOT NULL, -- as in workforce_grant_service; fact
  from_day  TEXT NOT NULL, -- civil date on which it was approved; fact
  until_day TEXT NOT NULL, -- last civil date on which it works; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_service_by_person ON workforce_service (force, person, id);
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_service_secret (
  force   TEXT NOT NULL,   -- force in which it works; fact
  id      TEXT NOT NULL,   -- random id of the secret; fact
  service TEXT NOT NULL,   -- the account, in workforce_service; fact
  token   TEXT NOT NULL,   -- keyed digest of the secret under the force's key: the secret is nowhere; fact
  from_at BIGINT NOT NULL, -- from when it counts, microseconds UTC; the one before it counts for three days more; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_service_secret_by_service ON workforce_service_secret (force, service, from_at, id);
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_service_hook_secret (
  force   TEXT NOT NULL,   -- force in which it works; fact
  id      TEXT NOT NULL,   -- random id of the secret; fact
  service TEXT NOT NULL,   -- the account, in workforce_service; fact
  secret  TEXT NOT NULL,   -- with which its calls are signed, sealed under the officer who answers for it; fact
  from_at BIGINT NOT NULL, -- from when it signs, microseconds UTC; the one before it signs as well for three days more; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX workforce_service_hook_secret_by_service ON workforce_service_hook_secret (force, service, from_at, id);
-- controller: the force; regime: UK GDPR; retention: employment of those named and six years
CREATE TABLE workforce_service_ended (
  force     TEXT NOT NULL, -- force in which it worked; fact
  id        TEXT NOT NULL, -- an account that opens nothing any more, in workforce_service; fact
  on_day    TEXT NOT NULL, -- civil date; fact
  by_person TEXT NOT NULL, -- candour.PersonID of whoever stopped it; pseudonymous; fact
  PRIMARY KEY (force, id)
);
-- Not of record: when an account was used last, to the day, so that one which nobody
-- needs is seen and stopped.
-- controller: the force; regime: none, nobody is in it; retention: as the account
CREATE TABLE workforce_service_used (
  force  TEXT NOT NULL, -- force in which it works; fact
  id     TEXT NOT NULL, -- the account, in workforce_service; fact
  on_day TEXT NOT NULL, -- the last civil date on which it was used; fact
  PRIMARY KEY (force, id)
);
