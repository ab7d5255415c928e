-- +goose Up
-- controller: the force that receives it; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_keep_out (
  force  TEXT NOT NULL, -- force that received it; fact
  report TEXT NOT NULL, -- candour.ReportID; pseudonymous; fact
  words  TEXT NOT NULL, -- who must not see it, word for word as confirmed; sealed under the report; the person's account
  PRIMARY KEY (force, report)
);
