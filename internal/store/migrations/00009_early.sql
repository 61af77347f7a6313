-- +goose Up
-- That a centre has closed before its time today, 'null' for none.
ALTER TABLE centres ADD COLUMN early TEXT NOT NULL DEFAULT 'null';
