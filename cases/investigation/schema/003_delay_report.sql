-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_delay_report (
  force        TEXT NOT NULL, -- force of the case; fact
  id           TEXT NOT NULL, -- random id of the report; fact
  case_id      TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  rule         TEXT NOT NULL, -- id of the time limit whose period it is on; fact
  to_whom      TEXT NOT NULL, -- investigation.DelayReportTo, or local-policing-body; fact
  progress     TEXT NOT NULL, -- how far the investigation was; sealed under the case; opinion of the authority
  why          TEXT NOT NULL, -- why it was not finished; sealed under the case; opinion of the authority
  next         TEXT NOT NULL, -- what was planned to end it; sealed under the case; statement of the authority
  late         TEXT NOT NULL, -- why it was recorded later than it was sent, or ''; sealed under the case; opinion of the authority
  finished_day TEXT NOT NULL, -- civil date by which it was expected to be finished; opinion of the authority
  by_person    TEXT NOT NULL, -- candour.PersonID of who recorded it; pseudonymous; fact
  on_day       TEXT NOT NULL, -- civil date it was sent; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_delay_report_by_case ON investigation_delay_report (force, case_id, on_day, id);
