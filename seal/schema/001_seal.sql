-- +goose Up
-- controller: the force; regime: as the subject's matter; retention: until the subject is erased
CREATE TABLE seal_key (
  force   TEXT NOT NULL, -- code of the force whose key-encryption key wraps this; fact
  kind    TEXT NOT NULL, -- kind of subject that the key belongs to: report, case, officer, person, force; fact
  id      TEXT NOT NULL, -- id of the subject; pseudonymous; fact
  epoch   BIGINT NOT NULL, -- which key-encryption key wrapped it; fact
  wrapped TEXT NOT NULL, -- the data key, wrapped; base64, or '' when the subject is erased; fact
  PRIMARY KEY (force, kind, id)
);
