-- +goose Up
-- The reports of which somebody stands on the wall: whoever looks in from outside may
-- read a new one only if nobody is left here who may, and those are few.
CREATE INDEX authz_wall_reports ON authz_wall (force, person, subject) WHERE substr(subject, 1, 7) = 'report/';
CREATE INDEX authz_unit_reports ON authz_unit (force, unit, subject, from_day, to_day) WHERE substr(subject, 1, 7) = 'report/';
