-- +goose Up
-- The reports that nobody has opened yet, so that a worklist reads them and not
-- every report that was ever sent. A row goes when its report becomes a case.
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: until the report is opened
CREATE TABLE intake_waiting (
  force    TEXT NOT NULL, -- force that received it; fact
  report   TEXT NOT NULL, -- candour.ReportID that waits; pseudonymous; fact
  sent_day TEXT NOT NULL, -- civil date it was sent, YYYY-MM-DD; fact
  PRIMARY KEY (force, report)
);
CREATE INDEX intake_waiting_by_day ON intake_waiting (force, sent_day, report);
INSERT INTO intake_waiting (force, report, sent_day) SELECT r.force, r.id, r.sent_day FROM intake_report r
  WHERE NOT EXISTS (SELECT 1 FROM intake_opened o WHERE o.force = r.force AND o.report = r.id);
