-- The key of a run whose agent calls others, and what its calls go by. It works while the run's row
-- says running, so its own row may stay behind.
create table run_key (
  run_id uuid primary key,
  workspace_id uuid not null,
  user_id uuid not null,
  agent_id uuid not null,
  key_hash bytea not null unique check (length(key_hash) = 32),
  root_run_id uuid not null,
  ancestors uuid[] not null, -- the runs above it, from the root, and itself
  chain text not null, -- their agents
  hops integer not null,
  downstream_left integer not null check (downstream_left >= 0), -- runs below it that may still start
  strict boolean not null,
  tenant_id text,
  deadline_at timestamptz not null
);
create index run_key_deadline on run_key (deadline_at);
create index run_children on run (parent_run_id) where parent_run_id is not null;
-- How deep a queued call may go.
alter table queued_call add column max_hops integer;
