-- +goose Up
-- controller: the force; regime: UK GDPR; retention: until it expires
CREATE TABLE web_session (
  token   TEXT NOT NULL PRIMARY KEY, -- SHA-256 of what the browser holds: the database cannot sign anybody in; fact
  data    TEXT NOT NULL,             -- who is signed in, ids only; base64; pseudonymous; fact
  expires BIGINT NOT NULL            -- microseconds UTC; fact
);
