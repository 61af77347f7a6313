-- +goose Up
-- What the week of a centre does not say: dates on which it is otherwise, and
-- the country whose legal days it keeps ('' for none).
ALTER TABLE centres ADD COLUMN exceptions TEXT NOT NULL DEFAULT 'null';
ALTER TABLE centres ADD COLUMN holidays TEXT NOT NULL DEFAULT '';
