-- +goose Up
-- Mail that is to be sent, or was. Of a letter that was sent, no address and no
-- data stay; its key stays, so that the same cause never mails twice.
CREATE TABLE letters (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    recipient    TEXT NOT NULL,
    language     TEXT NOT NULL,
    about        TEXT NOT NULL,
    data         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    attempts     INTEGER NOT NULL,
    state        TEXT NOT NULL, -- queued, sent, failed, withdrawn
    lease        TEXT NOT NULL,
    leased_until BIGINT NOT NULL,
    settled_at   BIGINT NOT NULL
);
CREATE INDEX letters_due ON letters (due_at, id) WHERE state = 'queued';
CREATE INDEX letters_about ON letters (about) WHERE about <> '';
