-- +goose Up
-- controller: the force; regime: as the case; retention: none, it is a cache that no decision reads
CREATE TABLE clock_due (
  force            TEXT NOT NULL, -- force of the matter; fact
  subject          TEXT NOT NULL, -- kind/id of what the limit runs on; pseudonymous; fact
  rule             TEXT NOT NULL, -- clock.Rule; fact
  by_day           TEXT NOT NULL, -- last civil date on which the limit is kept; fact as computed
  rules_version    TEXT NOT NULL, -- clock.RulesVersion it was computed with; fact
  calendar_version TEXT NOT NULL, -- clock.CalendarVersion it was computed with; fact
  PRIMARY KEY (force, subject, rule)
);
CREATE INDEX clock_due_by_day ON clock_due (force, by_day, subject, rule);
