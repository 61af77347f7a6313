-- +goose Up
-- Whom a conversation is offered to is a column of its own beside the rest of
-- the offer: how many offers ring at a counsellor is counted under a lock.
ALTER TABLE conversations ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN offered_to TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN offer TEXT NOT NULL DEFAULT '{}';
ALTER TABLE conversations ADD COLUMN transfer TEXT NOT NULL DEFAULT 'null';
ALTER TABLE conversations ADD COLUMN visitor_lost_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN unanswered_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN wrap_up TEXT NOT NULL DEFAULT 'null';
CREATE INDEX conversations_offered ON conversations (offered_to) WHERE offered_to <> '';
-- The inbox, each second, however many are answered.
CREATE INDEX conversations_left ON conversations (due_at) WHERE state = 'message';

ALTER TABLE staff ADD COLUMN coordinator BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE notes (
    conversation TEXT NOT NULL REFERENCES conversations (id),
    id           TEXT NOT NULL,
    staff        TEXT NOT NULL,
    name         TEXT NOT NULL,
    centre       TEXT NOT NULL,
    at           BIGINT NOT NULL,
    text         TEXT NOT NULL,
    PRIMARY KEY (conversation, id)
);
