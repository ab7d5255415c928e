-- +goose Up
-- an id names one event: corrections and proofs point to it
CREATE UNIQUE INDEX journal_by_id ON journal (force, id);
-- REPLACE would take the place of a row with the same id, without firing the trigger on DELETE
-- +goose StatementBegin
CREATE TRIGGER journal_id_is_never_replaced BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE force = NEW.force AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: this id is taken'); END;
-- +goose StatementEnd
