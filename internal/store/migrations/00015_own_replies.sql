-- +goose Up
-- A reply may be one counsellor's own: a shortcut is taken among the same owners alone.
ALTER TABLE replies RENAME TO replies_of_centres;
CREATE TABLE replies (
    id       TEXT PRIMARY KEY,
    shortcut TEXT NOT NULL,
    texts    TEXT NOT NULL,
    centre   TEXT NOT NULL,
    staff    TEXT NOT NULL,
    UNIQUE (centre, staff, shortcut)
);
INSERT INTO replies (id, shortcut, texts, centre, staff)
    SELECT id, shortcut, texts, centre, '' FROM replies_of_centres;
DROP TABLE replies_of_centres;
CREATE INDEX replies_of ON replies (staff);
