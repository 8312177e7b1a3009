-- What a call said of skills, for another run of it: none, or add or only with the names; null for
-- nothing, and for runs of before.
alter table run_payload add column skills text
  check (skills = 'none' or skills ~ '^(add|only) [a-z0-9/@,-]+$');
