-- +goose Up
-- What is taken is read from the index alone: a year of it for whoever's diary
-- has changed. What is held is looked up for one counsellor at a time.
DROP INDEX appointments_taken;
CREATE INDEX appointments_taken ON appointments (staff, end_at, start_at, held_until, id, offer) WHERE state IN ('held', 'booked', 'met');
DROP INDEX appointments_held;
CREATE INDEX appointments_held ON appointments (staff, held_until) WHERE state = 'held';
