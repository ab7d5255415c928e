-- +goose Up
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE complaint_withdrawal (
  force       TEXT NOT NULL, -- force of the case; fact
  id          TEXT NOT NULL, -- random id of the wish to withdraw; fact
  case_id     TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  words       TEXT NOT NULL, -- how the person said it; sealed under the case; the person's account
  asked_day   TEXT NOT NULL, -- civil date they asked; fact
  asked_of    TEXT NOT NULL, -- candour.PersonID of who wrote it down; pseudonymous; fact
  held_day    TEXT NOT NULL, -- civil date of the last check after which it may not go on, or ''; fact
  checked_day TEXT NOT NULL, -- civil date of the check after which it may go on, or ''; fact
  letter_day  TEXT NOT NULL, -- civil date the letter was sent, or ''; fact
  decided_day TEXT NOT NULL, -- civil date of the decision, or ''; fact
  outcome     TEXT NOT NULL, -- complaint.WithdrawalOutcome, or ''; opinion of who decided
  reasons     TEXT NOT NULL, -- of the decision; sealed under the case, or ''; opinion of who decided
  by_person   TEXT NOT NULL, -- candour.PersonID of who decided, or ''; pseudonymous; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX complaint_withdrawal_by_case ON complaint_withdrawal (force, case_id, asked_day, id);
CREATE INDEX complaint_withdrawal_waiting ON complaint_withdrawal (force, checked_day, asked_day, id);
-- controller: the force that opened the case; regime: UK GDPR for complaint and misconduct; retention: as the case
CREATE TABLE complaint_check (
  force      TEXT NOT NULL, -- force of the case; fact
  withdrawal TEXT NOT NULL, -- id of the withdrawal that was checked; fact
  position   BIGINT NOT NULL, -- order of its checks, from 1; fact
  case_id    TEXT NOT NULL, -- candour.CaseID; pseudonymous; fact
  pressed    TEXT NOT NULL, -- complaint.Pressed: whether somebody pressed them; opinion of the adviser
  safe       TEXT NOT NULL, -- 'yes' or 'no': whether they are safe now; opinion of the adviser
  plan       TEXT NOT NULL, -- what is done for their safety; sealed under the case, or ''; opinion of the adviser
  reasons    TEXT NOT NULL, -- sealed under the case; opinion of the adviser
  on_day     TEXT NOT NULL, -- civil date; fact
  by_person  TEXT NOT NULL, -- candour.PersonID of the adviser; pseudonymous; fact
  PRIMARY KEY (force, withdrawal, position)
);
