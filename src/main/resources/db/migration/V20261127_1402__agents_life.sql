-- Which deleted versions are due to go for good.
create index agent_deleted on agent (deleted_at, id) where deleted_at is not null;

-- Where a name went to another workspace: its last number then. As long as nobody published under
-- it since, it may come back without a number being used again.
alter table agent_series add column moved_at_version integer;
