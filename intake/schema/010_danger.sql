-- +goose Up
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_danger (
  force  TEXT NOT NULL,   -- force that received it; fact
  report TEXT NOT NULL,   -- candour.ReportID that a call for help is; pseudonymous; fact
  at     BIGINT NOT NULL, -- when the person called, microseconds UTC; fact
  words  TEXT NOT NULL,   -- what they wrote, or '' for nothing; sealed under the report; the person's account
  reach  TEXT NOT NULL,   -- how to reach them safely, or '' for nothing; sealed under the report; the person's account
  PRIMARY KEY (force, report)
);
-- Who was paged, one row a person. Nobody else sees that there is a call.
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_page (
  force  TEXT NOT NULL,   -- force that received it; fact
  id     TEXT NOT NULL,   -- random; pseudonymous; fact
  report TEXT NOT NULL,   -- candour.ReportID of the call; pseudonymous; fact
  step   BIGINT NOT NULL, -- how often somebody had to be paged, from 1; fact
  whom   TEXT NOT NULL,   -- first, second or supervisor as on the roster, or oversight; fact
  person TEXT NOT NULL,   -- candour.PersonID who was paged, or '' for the oversight contact of the settings; pseudonymous; fact
  at     BIGINT NOT NULL, -- when, microseconds UTC; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX intake_page_by_report ON intake_page (force, report, step);
CREATE INDEX intake_page_by_person ON intake_page (force, person, at);
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_danger_taken (
  force  TEXT NOT NULL,   -- force that received it; fact
  report TEXT NOT NULL,   -- candour.ReportID of the call; pseudonymous; fact
  person TEXT NOT NULL,   -- candour.PersonID who said that they have read it and act; pseudonymous; fact
  at     BIGINT NOT NULL, -- when, microseconds UTC; fact
  PRIMARY KEY (force, report)
);
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_danger_closed (
  force  TEXT NOT NULL,   -- force that received it; fact
  report TEXT NOT NULL,   -- candour.ReportID of the call; pseudonymous; fact
  person TEXT NOT NULL,   -- candour.PersonID who closed it; pseudonymous; fact
  at     BIGINT NOT NULL, -- when, microseconds UTC; fact
  reason TEXT NOT NULL,   -- why it is over, in a word: safe, handed-over, no-contact or mistake; statement of the force
  done   TEXT NOT NULL,   -- what was done; sealed under the report; statement of the force
  PRIMARY KEY (force, report)
);
