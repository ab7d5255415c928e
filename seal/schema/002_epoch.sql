-- +goose Up
-- controller: the force; regime: as the subject's matter; retention: permanent
CREATE TABLE seal_epoch (
  force TEXT NOT NULL PRIMARY KEY, -- code of the force; fact
  epoch BIGINT NOT NULL            -- which of its key-encryption keys wraps its data keys now, from 1; fact
);
-- +goose StatementBegin
INSERT INTO seal_epoch (force, epoch) SELECT DISTINCT force, 1 FROM seal_key;
-- +goose StatementEnd
-- controller: the force; regime: as the subject's matter; retention: permanent, so that no key can ever be made again for what was erased
CREATE TABLE seal_erased (
  force  TEXT NOT NULL, -- code of the force; fact
  kind   TEXT NOT NULL, -- kind of subject whose key was destroyed; fact
  id     TEXT NOT NULL, -- id of the subject; pseudonymous; fact
  on_day TEXT NOT NULL, -- civil date on which it was erased, YYYY-MM-DD; fact
  PRIMARY KEY (force, kind, id)
);
