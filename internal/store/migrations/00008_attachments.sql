-- +goose Up
-- What a message says of its file, JSON; null for none. The file itself is in
-- the data folder.
ALTER TABLE messages ADD COLUMN attachment TEXT NOT NULL DEFAULT 'null';
