-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_source (
  force       TEXT NOT NULL, -- force of the case; fact
  id          TEXT NOT NULL, -- random id of the source; fact
  case_id     TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  allegation  TEXT NOT NULL, -- candour.AllegationID that it may show something of; pseudonymous; fact
  kind        TEXT NOT NULL, -- investigation.SourceKind, such as cctv; fact
  holder      TEXT NOT NULL, -- what it is and who holds it; sealed under the case; opinion of who named it
  deleted_day TEXT NOT NULL, -- civil date its holder deletes it, or '' where nobody could tell; fact as told by the holder
  why_unknown TEXT NOT NULL, -- why the day is not known, or ''; sealed under the case; opinion of who named it
  by_person   TEXT NOT NULL, -- candour.PersonID of who named it; pseudonymous; fact
  on_day      TEXT NOT NULL, -- civil date it was named; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_source_by_case ON investigation_source (force, case_id, on_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_decision (
  force          TEXT NOT NULL, -- force of the case; fact
  id             TEXT NOT NULL, -- random id of the decision; fact
  case_id        TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  kind           TEXT NOT NULL, -- restriction, arrest, preservation or ruled-out; fact
  about          TEXT NOT NULL, -- id of what it is about: the officer, the source or the allegation; pseudonymous; fact
  answer         TEXT NOT NULL, -- what was decided: a choice, or the kinds of source that were ruled out; opinion of who decided
  terms          TEXT NOT NULL, -- bail conditions, or the reference under which it is kept, or ''; sealed under the case; fact
  reasons        TEXT NOT NULL, -- sealed under the case; opinion of who decided
  by_person      TEXT NOT NULL, -- candour.PersonID of who decided; pseudonymous; fact
  on_day         TEXT NOT NULL, -- civil date of the decision; fact
  replaced_day   TEXT NOT NULL, -- civil date a later decision took its place, or ''; fact
  review         TEXT NOT NULL, -- agrees, disagrees, or '' while it waits; opinion of the second person
  review_reasons TEXT NOT NULL, -- sealed under the case, or ''; opinion of the second person
  review_by      TEXT NOT NULL, -- candour.PersonID of the second person, or ''; pseudonymous; fact
  review_day     TEXT NOT NULL, -- civil date of the review, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_decision_by_case ON investigation_decision (force, case_id, on_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_owed (
  force    TEXT NOT NULL, -- force of the case; fact
  id       TEXT NOT NULL, -- random id; fact
  case_id  TEXT NOT NULL, -- candour.CaseID on which early decisions were owed; pseudonymous; fact
  from_day TEXT NOT NULL, -- civil date from which they were owed; fact
  done_day TEXT NOT NULL, -- civil date on which all were taken and agreed, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_owed_by_case ON investigation_owed (force, case_id, from_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_item (
  force     TEXT NOT NULL, -- force of the case; fact
  id        TEXT NOT NULL, -- random id of the item; fact
  case_id   TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  what      TEXT NOT NULL, -- what it is; sealed under the case; opinion of who took it in
  hash      TEXT NOT NULL, -- SHA-256 of the file, 64 hexadecimal digits; sealed under the case; fact
  kept      TEXT NOT NULL, -- where it is kept; sealed under the case; fact
  given_by  TEXT NOT NULL, -- who handed it over; sealed under the case; fact
  seal_no   TEXT NOT NULL, -- number of the seal on its bag, or ''; sealed under the case; fact
  by_person TEXT NOT NULL, -- candour.PersonID of who took it in; pseudonymous; fact
  on_day    TEXT NOT NULL, -- civil date it was taken in; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_item_by_case ON investigation_item (force, case_id, on_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_handling (
  force     TEXT NOT NULL,   -- force of the case; fact
  item      TEXT NOT NULL,   -- id of the item; fact
  position  BIGINT NOT NULL, -- place in the handling list, from 1; fact
  from_whom TEXT NOT NULL,   -- who or where it came from; sealed under the case; fact
  to_whom   TEXT NOT NULL,   -- who or where it went to; sealed under the case; fact
  why       TEXT NOT NULL,   -- sealed under the case; opinion of who wrote it down
  condition TEXT NOT NULL,   -- the state in which it and its seal were; sealed under the case; opinion of who wrote it down
  by_person TEXT NOT NULL,   -- candour.PersonID of who wrote it down; pseudonymous; fact
  on_day    TEXT NOT NULL,   -- civil date it was handled; fact
  PRIMARY KEY (force, item, position)
);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_verification (
  force     TEXT NOT NULL,   -- force of the case; fact
  item      TEXT NOT NULL,   -- id of the item; fact
  position  BIGINT NOT NULL, -- order of the checks, from 1; fact
  hash      TEXT NOT NULL,   -- SHA-256 that was computed now; sealed under the case; fact
  same      TEXT NOT NULL,   -- yes or no: whether it is the recorded one; fact
  by_person TEXT NOT NULL,   -- candour.PersonID of who checked; pseudonymous; fact
  on_day    TEXT NOT NULL,   -- civil date of the check; fact
  PRIMARY KEY (force, item, position)
);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_interview (
  force       TEXT NOT NULL, -- force of the case; fact
  id          TEXT NOT NULL, -- random id of the offer; fact
  case_id     TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  allegation  TEXT NOT NULL, -- candour.AllegationID; pseudonymous; fact
  interviewer TEXT NOT NULL, -- who would do it; sealed under the case; fact
  place       TEXT NOT NULL, -- where it would be; sealed under the case; fact
  help        TEXT NOT NULL, -- investigation.Help that was offered, joined by commas, or ''; fact
  offered_by  TEXT NOT NULL, -- candour.PersonID of who offered it; pseudonymous; fact
  offered_day TEXT NOT NULL, -- civil date of the offer; fact
  outcome     TEXT NOT NULL, -- done, declined, or '' while it is offered; fact
  form        TEXT NOT NULL, -- video, written or notes, where it was done, or ''; fact
  said        TEXT NOT NULL, -- why it was declined, if they said, or what to know of it; sealed under the case, or ''; the person’s account
  outcome_by  TEXT NOT NULL, -- candour.PersonID of who recorded the outcome, or ''; pseudonymous; fact
  outcome_day TEXT NOT NULL, -- civil date it was done or declined, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_interview_by_case ON investigation_interview (force, case_id, allegation, offered_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_investigator (
  force     TEXT NOT NULL, -- force of the case; fact
  id        TEXT NOT NULL, -- random id of the appointment; fact
  case_id   TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  officer   TEXT NOT NULL, -- candour.OfficerID of the investigator; pseudonymous; fact
  terms     TEXT NOT NULL, -- terms of reference; sealed under the case; statement of the authority
  reasons   TEXT NOT NULL, -- why the one before was replaced, or ''; sealed under the case; opinion of the authority
  by_person TEXT NOT NULL, -- candour.PersonID of who appointed; pseudonymous; fact
  from_day  TEXT NOT NULL, -- civil date of the appointment; fact
  to_day    TEXT NOT NULL, -- civil date another took over, or ''; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_investigator_by_case ON investigation_investigator (force, case_id, from_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_delay (
  force     TEXT NOT NULL, -- force of the case; fact
  id        TEXT NOT NULL, -- random id of the delay; fact
  case_id   TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  reasons   TEXT NOT NULL, -- why going on would prejudice the criminal proceedings; sealed under the case; opinion of the authority
  consulted TEXT NOT NULL, -- who was asked before; sealed under the case; fact
  by_person TEXT NOT NULL, -- candour.PersonID of who delayed it; pseudonymous; fact
  from_day  TEXT NOT NULL, -- civil date from which it is delayed; fact
  ended_day TEXT NOT NULL, -- civil date it ended, or ''; fact
  why_ended TEXT NOT NULL, -- investigation.WhyEnded, or ''; fact
  ending    TEXT NOT NULL, -- what was written at the end, or ''; sealed under the case; opinion of the authority
  PRIMARY KEY (force, id)
);
CREATE INDEX investigation_delay_by_case ON investigation_delay (force, case_id, from_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct, Part 3 DPA 2018 where it may be a crime; retention: as the case
CREATE TABLE investigation_delay_review (
  force     TEXT NOT NULL,   -- force of the case; fact
  delay     TEXT NOT NULL,   -- id of the delay; fact
  position  BIGINT NOT NULL, -- order of the reviews, from 1; fact
  answer    TEXT NOT NULL,   -- continue or end; opinion of who reviewed
  reasons   TEXT NOT NULL,   -- sealed under the case; opinion of who reviewed
  by_person TEXT NOT NULL,   -- candour.PersonID of who reviewed; pseudonymous; fact
  on_day    TEXT NOT NULL,   -- civil date of the review; fact
  PRIMARY KEY (force, delay, position)
);
