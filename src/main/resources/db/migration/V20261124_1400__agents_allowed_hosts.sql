-- Hosts that an administrator lets all versions of an agent reach, beside those that all may.
alter table agent_series add column allowed_hosts text[] not null default '{}';
