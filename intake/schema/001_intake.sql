-- +goose Up
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_report (
  force    TEXT NOT NULL, -- force that received it; fact
  id       TEXT NOT NULL, -- candour.ReportID; pseudonymous; fact
  reporter TEXT NOT NULL, -- candour.PersonID of the person who sent it, random for each report; pseudonymous; fact
  code     TEXT NOT NULL, -- blind index of the return code under the force's key; fact
  sent_day TEXT NOT NULL, -- civil date it was sent, YYYY-MM-DD; fact
  PRIMARY KEY (force, id)
);
CREATE UNIQUE INDEX intake_report_by_code ON intake_report (force, code);
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_allegation (
  force    TEXT NOT NULL,   -- force that received it; fact
  id       TEXT NOT NULL,   -- candour.AllegationID; pseudonymous; fact
  report   TEXT NOT NULL,   -- candour.ReportID it belongs to; pseudonymous; fact
  position BIGINT NOT NULL, -- order in which the person told it, from 1; fact
  what     TEXT NOT NULL,   -- what happened, word for word as confirmed; sealed under the report; the person's account
  happened TEXT NOT NULL,   -- when, in the person's words; sealed under the report; the person's account
  place    TEXT NOT NULL,   -- where, in the person's words; sealed under the report; the person's account
  who      TEXT NOT NULL,   -- who did it, in the person's words; sealed under the report; the person's account
  PRIMARY KEY (force, id)
);
CREATE INDEX intake_allegation_by_report ON intake_allegation (force, report, position);
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_opened (
  force   TEXT NOT NULL, -- force that received the report; fact
  report  TEXT NOT NULL, -- candour.ReportID that was opened into a case; pseudonymous; fact
  case_id TEXT NOT NULL, -- candour.CaseID it became; pseudonymous; fact
  PRIMARY KEY (force, report)
);
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_told (
  force      TEXT NOT NULL,   -- force that tells; fact
  report     TEXT NOT NULL,   -- candour.ReportID whose sender may know this; pseudonymous; fact
  position   BIGINT NOT NULL, -- order of telling, from 1; fact
  kind       TEXT NOT NULL,   -- candour.EventKind of what the person may know; fact
  on_day     TEXT NOT NULL,   -- civil date it happened, YYYY-MM-DD; fact
  allegation TEXT NOT NULL,   -- candour.AllegationID that it is about, or '' for the whole report; pseudonymous; fact
  says       TEXT NOT NULL,   -- what the person is told; sealed under the report; statement of the force
  PRIMARY KEY (force, report, position)
);
-- controller: the force that would receive it; regime: UK GDPR; retention: 24 hours after the last page
CREATE TABLE intake_draft (
  id      TEXT NOT NULL PRIMARY KEY, -- derived from the secret in the person's browser; fact
  sealed  TEXT NOT NULL,             -- what was typed and not yet sent, sealed under that secret alone, so that the force cannot read it; the person's account
  expires BIGINT NOT NULL            -- when it is deleted, microseconds UTC; fact
);
