-- +goose Up
CREATE TABLE replies (
    id       TEXT PRIMARY KEY,
    shortcut TEXT NOT NULL,
    texts    TEXT NOT NULL,
    centre   TEXT NOT NULL,
    UNIQUE (centre, shortcut)
);

-- What a counsellor closed lately, however much was closed before.
CREATE INDEX conversations_closed ON conversations (counsellor, closed_at) WHERE state = 'closed';
