-- +goose Up
-- controller: the force; regime: as the subject's matter; retention: permanent, personal fields until their subject is erased
CREATE TABLE journal (
  force        TEXT NOT NULL,   -- force that recorded it; fact
  seq          BIGINT NOT NULL, -- order of commit within the force, from 1, without gaps; fact
  id           TEXT NOT NULL,   -- random id of the event; fact
  kind         TEXT NOT NULL,   -- candour.EventKind; fact
  subject_kind TEXT NOT NULL,   -- kind of what it happened to; fact
  subject_id   TEXT NOT NULL,   -- id of what it happened to; pseudonymous; fact
  on_day       TEXT NOT NULL,   -- civil date in law, YYYY-MM-DD; fact
  at           BIGINT NOT NULL, -- when it was recorded, microseconds UTC; fact
  by_person    TEXT NOT NULL,   -- candour.PersonID of the actor; pseudonymous; fact
  act          TEXT NOT NULL,   -- id of the act or reaction; fact
  corrects     TEXT NOT NULL,   -- id of the event that this one corrects, or ''; fact
  data         TEXT NOT NULL,   -- JSON list of fields: clear ones by value, personal ones sealed with a commitment; fact or opinion as the act says
  leaf         TEXT NOT NULL,   -- the log's leaf for this row, base64: says nothing without the subject's key; fact
  PRIMARY KEY (force, seq)
);
CREATE INDEX journal_by_subject ON journal (force, subject_kind, subject_id, seq);
-- controller: the force; regime: as the subject's matter; retention: permanent
CREATE TABLE journal_head (
  force TEXT NOT NULL PRIMARY KEY, -- force; fact
  seq   BIGINT NOT NULL            -- the last number given out; taken in the act's own transaction; fact
);
-- +goose StatementBegin
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: record a correction instead'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_never_forgets BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: nothing is deleted from it'); END;
-- +goose StatementEnd
-- REPLACE takes the place of a row without firing the trigger on DELETE
-- +goose StatementBegin
CREATE TRIGGER journal_is_never_replaced BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE force = NEW.force AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: this number is taken'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_head_only_grows BEFORE UPDATE ON journal_head WHEN NEW.seq < OLD.seq OR NEW.force <> OLD.force
BEGIN SELECT RAISE(ABORT, 'the journal head only grows'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head
BEGIN SELECT RAISE(ABORT, 'the journal head is never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_head_is_never_replaced BEFORE INSERT ON journal_head WHEN EXISTS (SELECT 1 FROM journal_head WHERE force = NEW.force)
BEGIN SELECT RAISE(ABORT, 'the journal head only grows'); END;
-- +goose StatementEnd
-- controller: the force; regime: UK GDPR; retention: six years
CREATE TABLE ledger_access (
  force   TEXT NOT NULL,   -- force whose record was read; fact
  id      TEXT NOT NULL,   -- random id of the access; fact
  at      BIGINT NOT NULL, -- when, microseconds UTC; fact
  person  TEXT NOT NULL,   -- candour.PersonID of the reader; pseudonymous; fact
  page    TEXT NOT NULL,   -- which page or list; fact
  shown   TEXT NOT NULL,   -- JSON list of the subjects shown, kind/id; pseudonymous; fact
  PRIMARY KEY (force, id)
);
