-- +goose Up
-- Which cases a report became, and what was disclosed in a case, are asked in acts:
-- without these every case of the force, or every disclosure, was read for the answer.
CREATE INDEX cases_case_by_report ON cases_case (force, report, id);
CREATE INDEX cases_disclosure_by_case ON cases_disclosure (force, case_id, officer);
