-- +goose Up
-- Somebody's own copies on paper are counted, and not by reading every access.
CREATE INDEX ledger_access_prints ON ledger_access (force, person, id) WHERE page = 'print';
