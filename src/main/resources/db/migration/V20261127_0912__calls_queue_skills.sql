-- What a queued call says of skills: none, or add or only with the names; null for nothing.
-- A server of before this runs such a call with the agent's own skills.
alter table queued_call add column skills text
  check (skills = 'none' or skills ~ '^(add|only) [a-z0-9/@,-]+$');
