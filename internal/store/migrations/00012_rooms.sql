-- +goose Up
-- What a conversation was made for, and until when an interview rings in it.
ALTER TABLE conversations ADD COLUMN appointment TEXT NOT NULL DEFAULT 'null';
ALTER TABLE interviews ADD COLUMN rings_until BIGINT NOT NULL DEFAULT 0;
