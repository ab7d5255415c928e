-- +goose Up
-- What was to be sent, as it was to be sent. A row is written in the transaction of the act that asks for it.
-- controller: the force; regime: as the matter it is about; retention: two years
CREATE TABLE outbox_message (
  force      TEXT NOT NULL,   -- force that sends; fact
  id         TEXT NOT NULL,   -- random, the same at each try: whoever gets it twice knows by it; pseudonymous; fact
  kind       TEXT NOT NULL,   -- page (of somebody on call), note (to a person who reported), order (to end access) or news (to a program: ask); fact
  about_kind TEXT NOT NULL,   -- what it is about: report, officer or service; fact
  about      TEXT NOT NULL,   -- its id; pseudonymous; fact
  way        TEXT NOT NULL,   -- mail, webhook, oversight (the contact of the settings), plan (as the person said how to reach them) or program (as its account says); fact
  address    TEXT NOT NULL,   -- where to, or '' where the settings or the person's plan say it; sealed under what it is about; fact
  content    TEXT NOT NULL,   -- what it says; sealed under what it is about; statement of the force
  queued_at  BIGINT NOT NULL, -- when it was asked for, microseconds UTC; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX outbox_message_by_about ON outbox_message (force, about_kind, about, queued_at, id);
-- How the sending of each stands. Not of record: if it is lost, messages are sent again.
-- controller: the force; regime: as the matter it is about; retention: two years
CREATE TABLE outbox_delivery (
  force       TEXT NOT NULL,   -- force that sends; fact
  id          TEXT NOT NULL,   -- of the message; pseudonymous; fact
  state       TEXT NOT NULL,   -- waiting, sent, dropped or given-up; fact
  urgent      BIGINT NOT NULL, -- 0 before 1 before 2: a page waits for no note, and no note for a program; fact
  tries       BIGINT NOT NULL, -- how often it was tried; fact
  next_at     BIGINT NOT NULL, -- not before this, microseconds UTC; fact
  lease       TEXT NOT NULL,   -- which process is sending it, or ''; fact
  lease_until BIGINT NOT NULL, -- until when nobody else may, microseconds UTC; fact
  done_at     BIGINT NOT NULL, -- when it was sent, dropped or given up, microseconds UTC, or 0; fact
  because     TEXT NOT NULL,   -- why it was dropped, or what the last failure was, in a word; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX outbox_delivery_by_time ON outbox_delivery (force, state, urgent, next_at, id);
