-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR; retention: as the case
CREATE TABLE misconduct_plan (
  force      TEXT NOT NULL, -- force of the case; fact
  id         TEXT NOT NULL, -- random id of the safety plan; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer    TEXT NOT NULL, -- candour.OfficerID who will learn of it; pseudonymous; fact
  occasions  TEXT NOT NULL, -- misconduct.Occasions before which it stands, joined by commas; fact
  could      TEXT NOT NULL, -- what could happen when the officer learns of it; sealed under the case; opinion of who made it
  in_place   TEXT NOT NULL, -- what is in place against it; sealed under the case; statement of the force
  contact    TEXT NOT NULL, -- who contacts the person, how and when; sealed under the case; statement of the force
  agreed     TEXT NOT NULL, -- 'yes' or 'no': whether the person agreed to it; fact
  not_agreed TEXT NOT NULL, -- why it stands without their agreement; sealed under the case, or ''; opinion of who made it
  by_person  TEXT NOT NULL, -- candour.PersonID of who made it; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date it was made; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX misconduct_plan_by_case ON misconduct_plan (force, case_id, officer, on_day, id);
-- controller: the force that opened the case; regime: UK GDPR; retention: as the case
CREATE TABLE misconduct_override (
  force      TEXT NOT NULL, -- force of the case; fact
  id         TEXT NOT NULL, -- random id of the override; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer    TEXT NOT NULL, -- candour.OfficerID who will learn of it; pseudonymous; fact
  occasion   TEXT NOT NULL, -- the misconduct.Occasion that goes ahead without a plan; fact
  reasons    TEXT NOT NULL, -- why it cannot wait; sealed under the case; opinion of the authority
  by_person  TEXT NOT NULL, -- candour.PersonID of who decided that; pseudonymous; fact
  on_day     TEXT NOT NULL, -- civil date it was decided; fact
  used_day   TEXT NOT NULL, -- civil date on which the one act that it lets through was done, or ''; fact
  review     TEXT NOT NULL, -- what the review found; sealed under the case, or ''; opinion of who reviewed it
  review_by  TEXT NOT NULL, -- candour.PersonID of who reviewed it, never who decided it, or ''; pseudonymous; fact
  review_day TEXT NOT NULL, -- civil date of the review, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX misconduct_override_by_case ON misconduct_override (force, case_id, officer, on_day, id);
-- controller: the force that opened the case; regime: UK GDPR; retention: as the case
CREATE TABLE misconduct_measure (
  force   TEXT NOT NULL, -- force of the case; fact
  id      TEXT NOT NULL, -- random id of one suspension or restriction; fact
  case_id TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer TEXT NOT NULL, -- candour.OfficerID whom it is about; pseudonymous; fact
  under   TEXT NOT NULL, -- misconduct.Procedure that binds them; fact
  on_day  TEXT NOT NULL, -- civil date from which it holds; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX misconduct_measure_by_case ON misconduct_measure (force, case_id, officer, on_day, id);
-- controller: the force that opened the case; regime: UK GDPR; retention: as the case
CREATE TABLE misconduct_proceeding (
  force   TEXT NOT NULL, -- force of the case; fact
  id      TEXT NOT NULL, -- random id of the proceedings against one officer in one case; fact
  case_id TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer TEXT NOT NULL, -- candour.OfficerID whom they are about; pseudonymous; fact
  under   TEXT NOT NULL, -- misconduct.Procedure that binds them; fact
  on_day  TEXT NOT NULL, -- civil date of the notice with which they begin; fact
  PRIMARY KEY (force, id),
  UNIQUE (force, case_id, officer)
);
-- What happened to a measure or to proceedings, in order. How one stands is
-- computed from these rows, and is stored nowhere.
-- controller: the force that opened the case; regime: UK GDPR; retention: as the case
CREATE TABLE misconduct_step (
  force     TEXT NOT NULL,   -- force of the case; fact
  thing     TEXT NOT NULL,   -- id of the measure or of the proceedings; fact
  position  BIGINT NOT NULL, -- order, from 1; fact
  kind      TEXT NOT NULL,   -- candour.EventKind of what happened; fact
  on_day    TEXT NOT NULL,   -- civil date in law; fact
  detail    TEXT NOT NULL,   -- the one thing in clear that what follows depends on: a date, an outcome, which proceedings, or ''; fact
  words     TEXT NOT NULL,   -- reasons and what else was written; sealed under the case, or ''; opinion of who wrote it
  by_person TEXT NOT NULL,   -- candour.PersonID of who recorded it; pseudonymous; fact
  PRIMARY KEY (force, thing, position)
);
