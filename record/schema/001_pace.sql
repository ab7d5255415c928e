-- +goose Up
-- controller: the force; regime: none, nothing personal; retention: one row, for as long as the force has a log
CREATE TABLE record_pace (
  force  TEXT NOT NULL PRIMARY KEY, -- force whose log it is; fact
  tick   BIGINT NOT NULL, -- the tick that was last made ready, microseconds UTC, a whole number of ticks; fact
  size   BIGINT NOT NULL, -- how many rows the log publishes at that tick, in all; fact
  minute BIGINT NOT NULL  -- the last minute whose accesses were sealed, counted from 1970 UTC, or 0; fact
);
