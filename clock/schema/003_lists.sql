-- +goose Up
-- A list says why a thing is due on its day, and is narrowed by what kind of matter
-- it is. The cache is thrown away: clock_computed is emptied, so it is computed again.
DROP TABLE clock_due;
DELETE FROM clock_computed;
-- controller: the force; regime: as the case; retention: none, it is a cache that no decision reads
CREATE TABLE clock_due (
  force         TEXT NOT NULL, -- force of the matter; fact
  subject       TEXT NOT NULL, -- kind/id of what the limit runs on; pseudonymous; fact
  rule          TEXT NOT NULL, -- clock.Rule; fact
  about         TEXT NOT NULL, -- what Rule.Per tells it apart by, such as the id of an officer; pseudonymous; '': nothing; fact
  event         TEXT NOT NULL, -- id of the journal's event that set it running; fact
  rule_from     TEXT NOT NULL, -- first day of the rule's version; fact
  by_day        TEXT NOT NULL, -- last civil date on which the limit is kept; fact as computed
  effect        TEXT NOT NULL, -- clock.Effect: duty, guidance, local-standard; fact
  attention_day TEXT NOT NULL, -- civil date on which the matter came to attention; fact
  started_day   TEXT NOT NULL, -- civil date from which it is counted; fact as computed
  began         TEXT NOT NULL, -- what happened on that day, by the names of events; fact
  moved         TEXT NOT NULL, -- what moved it last, in words without anybody's, or ''; fact
  PRIMARY KEY (force, subject, rule, about, event)
);
CREATE INDEX clock_due_by_day ON clock_due (force, by_day, subject, rule, about, event);
CREATE INDEX clock_due_by_rule ON clock_due (force, rule, by_day, subject, about, event);
CREATE INDEX clock_due_by_attention ON clock_due (force, attention_day, subject, rule, about, event);
-- A row for each limit and each thing that is known of its matter: so a list of the
-- rare ones lies together in the order of its days.
-- controller: the force; regime: as the case; retention: none, it is a cache that no decision reads
CREATE TABLE clock_facet (
  force         TEXT NOT NULL, -- force of the matter; fact
  subject       TEXT NOT NULL, -- kind/id of a matter on which something is due; pseudonymous; fact
  facet         TEXT NOT NULL, -- 'state', 'category', 'sensitive', 'assigned' or 'about'; fact
  value         TEXT NOT NULL, -- the state, a category of the national taxonomy, 'yes', or the candour.OfficerID who has it ('': nobody) or whom it is about; pseudonymous; fact as alleged
  rule          TEXT NOT NULL, -- as in clock_due; fact
  about         TEXT NOT NULL, -- as in clock_due; pseudonymous; fact
  event         TEXT NOT NULL, -- as in clock_due; fact
  by_day        TEXT NOT NULL, -- as in clock_due; fact as computed
  attention_day TEXT NOT NULL, -- as in clock_due; fact
  PRIMARY KEY (force, subject, facet, value, rule, about, event)
);
CREATE INDEX clock_facet_by_day ON clock_facet (force, facet, value, by_day, subject, rule, about, event);
CREATE INDEX clock_facet_by_attention ON clock_facet (force, facet, value, attention_day, subject, rule, about, event);
