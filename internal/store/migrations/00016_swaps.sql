-- +goose Up
-- The wish to give a shift away; null for none.
ALTER TABLE shifts ADD COLUMN swap TEXT NOT NULL DEFAULT 'null';
