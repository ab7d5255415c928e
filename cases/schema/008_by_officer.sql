-- +goose Up
-- The concerns about an officer are read the latest first, and of many only the first:
-- so the day of the case stands beside each, and they lie in its order.
ALTER TABLE cases_accused ADD COLUMN opened_day TEXT NOT NULL DEFAULT ''; -- of cases_case, civil date; fact
UPDATE cases_accused SET opened_day = COALESCE((SELECT c.opened_day FROM cases_case c WHERE c.force = cases_accused.force AND c.id = cases_accused.case_id), '');
DROP INDEX cases_accused_by_officer;
CREATE INDEX cases_accused_by_officer ON cases_accused (force, officer, opened_day DESC, case_id, allegation);
