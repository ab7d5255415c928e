-- +goose Up
-- Limits of one rule may run side by side on one case, one for each officer. The
-- cache is thrown away: clock_computed is empty, so it is computed again.
DROP TABLE clock_due;
-- controller: the force; regime: as the case; retention: none, it is a cache that no decision reads
CREATE TABLE clock_due (
  force     TEXT NOT NULL, -- force of the matter; fact
  subject   TEXT NOT NULL, -- kind/id of what the limit runs on; pseudonymous; fact
  rule      TEXT NOT NULL, -- clock.Rule; fact
  about     TEXT NOT NULL, -- what Rule.Per tells it apart by, such as the id of an officer; pseudonymous; '': nothing; fact
  event     TEXT NOT NULL, -- id of the journal's event that set it running; fact
  rule_from TEXT NOT NULL, -- first day of the rule's version; fact
  by_day    TEXT NOT NULL, -- last civil date on which the limit is kept; fact as computed
  effect    TEXT NOT NULL, -- clock.Effect: duty, guidance, local-standard; fact
  PRIMARY KEY (force, subject, rule, about, event)
);
CREATE INDEX clock_due_by_day ON clock_due (force, by_day, subject, rule, about, event);
-- controller: whoever runs the system; regime: none, nobody is in it; retention: none, one row
CREATE TABLE clock_computed (
  what             TEXT NOT NULL PRIMARY KEY, -- 'clock_due'; fact
  rules_version    TEXT NOT NULL, -- clock.RulesVersion that the whole cache was computed with; fact
  calendar_version TEXT NOT NULL  -- clock.CalendarVersion that it was computed with; fact
);
