-- +goose Up
-- What is written back and forth with the person who reported.
-- controller: the force that received the report; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_message (
  force     TEXT NOT NULL,   -- force that received the report; fact
  id        TEXT NOT NULL,   -- random id of the message; fact
  report    TEXT NOT NULL,   -- candour.ReportID whose sender wrote it, or may read it; pseudonymous; fact
  position  BIGINT NOT NULL, -- order of sending, from 1; fact
  by_person TEXT NOT NULL,   -- candour.PersonID of the member of staff who wrote it, or '' where the person who reported did; pseudonymous; fact
  words     TEXT NOT NULL,   -- what was written; sealed under the report; statement of who wrote it
  on_day    TEXT NOT NULL,   -- civil date it was sent; fact
  read_day  TEXT NOT NULL,   -- civil date somebody marked what the person wrote as read, or ''; fact
  read_by   TEXT NOT NULL,   -- candour.PersonID of who did, or ''; pseudonymous; fact
  PRIMARY KEY (force, id)
);
CREATE INDEX intake_message_by_report ON intake_message (force, report, position);
-- What staff recorded of each thing that a person told, as the person was asked to
-- confirm it. A later one takes the place of the one before, which is kept.
-- controller: the force that received the report; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: as the case
CREATE TABLE intake_record (
  force      TEXT NOT NULL,   -- force that received the report; fact
  report     TEXT NOT NULL,   -- candour.ReportID; pseudonymous; fact
  allegation TEXT NOT NULL,   -- candour.AllegationID it is the record of; pseudonymous; fact
  version    BIGINT NOT NULL, -- how often it was described, from 1; fact
  says       TEXT NOT NULL,   -- what was recorded, in plain words; sealed under the report; statement of the force
  on_day     TEXT NOT NULL,   -- civil date it was described; fact
  answer     TEXT NOT NULL,   -- 'right' or 'wrong' as the person said, or ''; the person's account
  words      TEXT NOT NULL,   -- what is missing or wrong, word for word, or ''; sealed under the report; the person's account
  answer_day TEXT NOT NULL,   -- civil date of the answer, or ''; fact
  reply      TEXT NOT NULL,   -- why it stays as it is, or ''; sealed under the report; statement of the force
  reply_by   TEXT NOT NULL,   -- candour.PersonID of who replied, or ''; pseudonymous; fact
  reply_day  TEXT NOT NULL,   -- civil date of the reply, or ''; fact
  PRIMARY KEY (force, report, allegation, version)
);
-- What waits for staff because the person sent something, so that a worklist reads
-- it and not every message. A row goes when it is dealt with.
-- controller: the force that received the report; regime: Part 3 DPA 2018 or UK GDPR as the matter turns out; retention: until it is dealt with
CREATE TABLE intake_owed (
  force     TEXT NOT NULL, -- force that received the report; fact
  report    TEXT NOT NULL, -- candour.ReportID; pseudonymous; fact
  kind      TEXT NOT NULL, -- intake.Owing: message, added or record; fact
  about     TEXT NOT NULL, -- id of the message or the allegation; pseudonymous; fact
  since_day TEXT NOT NULL, -- civil date the person sent it; fact
  PRIMARY KEY (force, report, kind, about)
);
CREATE INDEX intake_owed_by_day ON intake_owed (force, kind, since_day, about);
