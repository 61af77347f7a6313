-- +goose Up
-- A call is kept while it goes on, so that one that is cut off leaves what it was
-- like until then. Those from before are over, and nothing is added to them.
ALTER TABLE calls ADD COLUMN id TEXT;
ALTER TABLE calls ADD COLUMN over BOOLEAN NOT NULL DEFAULT TRUE;
CREATE UNIQUE INDEX calls_by_id ON calls (id);
