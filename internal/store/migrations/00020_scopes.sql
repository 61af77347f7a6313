-- +goose Up
-- What a private link is about, and what a session opens that began with one: all
-- of its visitor's when it is empty. Of the links that were made before, those stay
-- of which it is certain what they were about.
ALTER TABLE sessions ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE links ADD COLUMN opens TEXT NOT NULL DEFAULT '';
UPDATE links SET opens = 'appointment:' || appointment WHERE appointment <> '';
UPDATE links SET opens = 'conversation:' || (SELECT c.id FROM conversations c WHERE c.visitor = links.visitor)
    WHERE opens = '' AND (SELECT count(*) FROM conversations c WHERE c.visitor = links.visitor) = 1
    AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.visitor = links.visitor);
UPDATE links SET opens = 'meeting:' || (SELECT r.meeting FROM registrations r WHERE r.visitor = links.visitor)
    WHERE opens = '' AND (SELECT count(*) FROM registrations r WHERE r.visitor = links.visitor) = 1
    AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.visitor = links.visitor);
DELETE FROM links WHERE opens = '';
ALTER TABLE links DROP COLUMN appointment;
