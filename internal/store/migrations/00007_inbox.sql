-- +goose Up
ALTER TABLE conversations ADD COLUMN warned_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN late_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN assigned_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX conversations_assigned ON conversations (counsellor, assigned_at) WHERE assigned_at > 0;
