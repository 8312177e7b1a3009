-- What starts runs without a caller
create table schedule (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  type text not null check (type in ('cron', 'webhook')),
  -- The agent's version; it may be purged before its schedule is, so no foreign key
  agent_id uuid not null,
  agent_org text not null,
  agent_name text not null,
  agent_version integer not null,
  pin_version boolean not null,
  cron_expression text,
  timezone text not null,
  overlap_policy text not null check (overlap_policy in ('skip', 'allow')),
  input text not null, -- a JSON object as text
  provider text,
  enabled boolean not null,
  next_run_at timestamptz,
  webhook_secret_hash bytea check (length(webhook_secret_hash) = 32),
  signature_provider text check (signature_provider in ('github', 'stripe', 'slack')),
  signature_secret text, -- name of a secret of the vault
  alert_webhook_url text,
  alert_on_failure_count integer not null check (alert_on_failure_count > 0),
  max_consecutive_failures integer not null check (max_consecutive_failures between 1 and 100),
  alert_secret bytea not null, -- sealed under the workspace's scope
  consecutive_failures integer not null default 0,
  auto_disabled_at timestamptz,
  last_run_at timestamptz,
  last_run_status text,
  last_ended_run_id uuid, -- an end that is told twice counts once
  total_runs bigint not null default 0,
  created_by uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  deleted_at timestamptz, -- its history is kept
  check ((type = 'cron') = (cron_expression is not null)),
  check ((type = 'webhook') = (webhook_secret_hash is not null)),
  check ((signature_provider is null) = (signature_secret is null)),
  check ((next_run_at is null) or (type = 'cron' and enabled and deleted_at is null)),
  check (deleted_at is null or not enabled)
);
create index schedule_workspace on schedule (workspace_id, id desc);
create index schedule_agent on schedule (agent_id) where deleted_at is null;
-- All that a look for due ones touches
create index schedule_due on schedule (next_run_at) where next_run_at is not null;

-- An instant of a schedule is taken once, for ever
create table schedule_firing (
  schedule_id uuid not null,
  due_at timestamptz not null,
  primary key (schedule_id, due_at)
);
create index schedule_firing_age on schedule_firing (due_at);

create table schedule_event (
  id uuid primary key,
  workspace_id uuid not null,
  schedule_id uuid not null,
  type text not null,
  run_id uuid,
  due_at timestamptz,
  message text,
  created_at timestamptz not null default clock_timestamp()
);
create index schedule_event_schedule on schedule_event (schedule_id, id desc);
create index schedule_event_age on schedule_event (created_at);

create index run_schedule on run (schedule_id, id desc) where schedule_id is not null;
create index run_schedule_live on run (schedule_id)
  where schedule_id is not null and status in ('queued', 'running');

-- What a schedule asks for until its queued run starts
alter table queued_call add column provider text;
