-- +goose Up
-- How a person can be reached safely, each time that they said so. The last row counts.
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_contact (
  force    TEXT NOT NULL,   -- force that received it; fact
  report   TEXT NOT NULL,   -- candour.ReportID whose sender it is about; pseudonymous; fact
  position BIGINT NOT NULL, -- how often they said it, from 1; fact
  at       BIGINT NOT NULL, -- when, microseconds UTC; fact
  plan     TEXT NOT NULL,   -- how, where, when and with which pretext, or '' for "do not contact me"; sealed under the report; the person's account
  PRIMARY KEY (force, report, position)
);
