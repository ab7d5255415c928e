-- +goose Up
ALTER TABLE ledger_access ADD COLUMN query TEXT NOT NULL DEFAULT ''; -- what was searched for, sealed under the force, or ''; opinion of the reader
ALTER TABLE ledger_access ADD COLUMN purpose TEXT NOT NULL DEFAULT ''; -- why the reader says that they looked, sealed under the force, or ''; opinion of the reader
-- An access waits here until its minute is sealed, so that sealing need not look
-- through years of them.
-- controller: the force; regime: UK GDPR; retention: a minute
CREATE TABLE ledger_access_waiting (
  force TEXT NOT NULL, -- force whose record was read; fact
  id    TEXT NOT NULL, -- id of the access; fact
  PRIMARY KEY (force, id)
);
INSERT INTO ledger_access_waiting (force, id) SELECT force, id FROM ledger_access;
-- controller: the force; regime: UK GDPR; retention: as the access
CREATE TABLE ledger_access_sealed (
  force  TEXT NOT NULL,   -- force whose record was read; fact
  minute BIGINT NOT NULL, -- in whose root the access is, counted from 1970 UTC; an access that was late is in a later minute than its own; fact
  place  BIGINT NOT NULL, -- place among the leaves of that root, from 0; fact
  id     TEXT NOT NULL,   -- id of the access; fact
  PRIMARY KEY (force, id)
);
CREATE UNIQUE INDEX ledger_access_sealed_by_minute ON ledger_access_sealed (force, minute, place);
-- +goose StatementBegin
CREATE TRIGGER ledger_access_never_changes BEFORE UPDATE ON ledger_access
BEGIN SELECT RAISE(ABORT, 'an access is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_access_never_forgets BEFORE DELETE ON ledger_access
BEGIN SELECT RAISE(ABORT, 'an access is never deleted'); END;
-- +goose StatementEnd
-- REPLACE takes the place of a row without firing the trigger on DELETE
-- +goose StatementBegin
CREATE TRIGGER ledger_access_is_never_replaced BEFORE INSERT ON ledger_access WHEN EXISTS (SELECT 1 FROM ledger_access WHERE force = NEW.force AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an access is never replaced'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_access_sealed_never_changes BEFORE UPDATE ON ledger_access_sealed
BEGIN SELECT RAISE(ABORT, 'a sealed access stays in its minute'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_access_sealed_never_forgets BEFORE DELETE ON ledger_access_sealed
BEGIN SELECT RAISE(ABORT, 'a sealed access stays sealed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_access_sealed_is_never_replaced BEFORE INSERT ON ledger_access_sealed
WHEN EXISTS (SELECT 1 FROM ledger_access_sealed WHERE force = NEW.force AND id = NEW.id) OR EXISTS (SELECT 1 FROM ledger_access_sealed WHERE force = NEW.force AND minute = NEW.minute AND place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'a sealed access stays in its place'); END;
-- +goose StatementEnd
