-- +goose Up
-- What a list of the concerns about an officer shows lies beside each link, in the
-- order of the list: looked up one by one in four tables, those of one officer lay in a
-- dozen places each that nothing else had read. Every act that changes one of these
-- changes both places (cases/concern.go), and a test compares them.
ALTER TABLE cases_accused ADD COLUMN position BIGINT NOT NULL DEFAULT 0; -- of cases_allegation; fact
ALTER TABLE cases_accused ADD COLUMN category TEXT NOT NULL DEFAULT ''; -- of cases_allegation; opinion
ALTER TABLE cases_accused ADD COLUMN source_code TEXT NOT NULL DEFAULT ''; -- of cases_allegation, word for word; fact
ALTER TABLE cases_accused ADD COLUMN source_says TEXT NOT NULL DEFAULT ''; -- of cases_allegation, word for word; opinion of that body
ALTER TABLE cases_accused ADD COLUMN decision TEXT NOT NULL DEFAULT ''; -- of cases_decision, or ''; opinion of the authority
ALTER TABLE cases_accused ADD COLUMN closed_day TEXT NOT NULL DEFAULT ''; -- of cases_case, civil date, or ''; fact
UPDATE cases_accused SET position = a.position, category = a.category, source_code = a.source_code, source_says = a.source_says
  FROM cases_allegation a WHERE a.force = cases_accused.force AND a.id = cases_accused.allegation;
UPDATE cases_accused SET decision = d.decision
  FROM cases_decision d WHERE d.force = cases_accused.force AND d.case_id = cases_accused.case_id AND d.allegation = cases_accused.allegation;
UPDATE cases_accused SET closed_day = c.closed_day
  FROM cases_case c WHERE c.force = cases_accused.force AND c.id = cases_accused.case_id AND c.closed_day <> '';
DROP INDEX cases_accused_by_officer;
CREATE INDEX cases_accused_by_officer ON cases_accused (force, officer, opened_day DESC, case_id, allegation, decision, closed_day, position, category, source_code, source_says);
