-- +goose Up
-- What the call of each participant was like, in an interview or a meeting.
-- These are figures: they name nobody, and stay when what was said is erased.
CREATE TABLE calls (
    room     TEXT NOT NULL,
    staff    BOOLEAN NOT NULL,
    ended_at BIGINT NOT NULL,
    figures  TEXT NOT NULL
);
CREATE INDEX calls_by_room ON calls (room);
CREATE INDEX calls_by_end ON calls (ended_at);
