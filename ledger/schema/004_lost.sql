-- +goose Up
-- Leaves that are in the public log and whose rows were lost between a backup and what
-- destroyed the database. The journal goes on behind them, in the same log.
-- controller: the force; regime: none, a leaf says nothing of anybody; retention: permanent
CREATE TABLE ledger_lost (
  force TEXT NOT NULL,   -- force whose journal it was; fact
  seq   BIGINT NOT NULL, -- number of the lost row in the journal; fact
  leaf  TEXT NOT NULL,   -- the log's leaf for that row, base64: the row itself is gone; fact
  PRIMARY KEY (force, seq)
);
-- +goose StatementBegin
CREATE TRIGGER ledger_lost_never_changes BEFORE UPDATE ON ledger_lost
BEGIN SELECT RAISE(ABORT, 'what was lost stays on record'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_lost_never_forgets BEFORE DELETE ON ledger_lost
BEGIN SELECT RAISE(ABORT, 'what was lost stays on record'); END;
-- +goose StatementEnd
