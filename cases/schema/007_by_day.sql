-- +goose Up
-- A list of all cases goes by the day on which they were opened.
CREATE INDEX cases_case_by_day ON cases_case (force, opened_day, id);
