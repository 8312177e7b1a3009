-- What runs without end
create table service (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  -- The agent's version; no foreign key: it may be purged before its service is
  agent_id uuid not null,
  agent_org text not null,
  agent_name text not null,
  agent_version integer not null,
  auto_update boolean not null,
  command text,
  args text[] not null,
  env text not null, -- a JSON object of texts
  secret_names text[] not null,
  min_instances integer not null check (min_instances > 0),
  max_instances integer not null check (max_instances >= min_instances),
  require_key boolean not null,
  max_restart_failures integer not null check (max_restart_failures between 1 and 50),
  alert_webhook_url text,
  alert_secret bytea not null, -- sealed under the workspace's scope
  desired_state text not null check (desired_state in ('running', 'paused')),
  generation bigint not null default 1, -- another one: what runs no longer fits
  deployed_generation bigint not null default 0, -- the last one of which an instance was ready
  restart_count bigint not null default 0,
  consecutive_restart_failures integer not null default 0,
  not_before timestamptz, -- no start until then
  auto_paused_at timestamptz,
  last_error text,
  deployed_at timestamptz,
  last_restart_at timestamptz,
  -- The one server that looks after it
  owner uuid,
  owner_process text, -- by which others on its machine see that it is dead
  owned_until timestamptz,
  at_rest boolean not null default false, -- it is not to run, and nothing of it does
  created_by uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  deleted_at timestamptz, -- its history is kept
  check ((owner is null) = (owned_until is null)),
  check (deleted_at is null or desired_state = 'paused'),
  check (not at_rest or desired_state = 'paused')
);
create unique index service_name on service (workspace_id, name) where deleted_at is null;
create index service_workspace on service (workspace_id, id desc);
create index service_agent on service (agent_id) where deleted_at is null;
create index service_attended on service (owner) where not at_rest;

create table service_instance (
  service_id uuid not null references service (id) on delete cascade,
  instance text not null,
  workspace_id uuid not null,
  generation bigint not null,
  server uuid not null, -- that started it
  state text not null check (state in ('starting', 'ready', 'unready', 'draining')),
  endpoint text,
  key_hash bytea not null check (length(key_hash) = 32), -- of the key it was given
  started_at timestamptz not null default clock_timestamp(),
  ready_at timestamptz,
  settled boolean not null default false, -- up for so long that failures before it are forgotten
  metered_until timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  exit_code integer,
  primary key (service_id, instance)
);
create index service_instance_live on service_instance (service_id) where ended_at is null;
create unique index service_instance_key on service_instance (key_hash) where ended_at is null;
create index service_instance_age on service_instance (ended_at) where ended_at is not null;

create table service_event (
  id uuid primary key,
  workspace_id uuid not null,
  service_id uuid not null,
  type text not null,
  message text,
  created_at timestamptz not null default clock_timestamp()
);
create index service_event_service on service_event (service_id, id desc);
create index service_event_age on service_event (created_at);

create table service_log (
  id bigint generated always as identity primary key,
  service_id uuid not null,
  instance text not null,
  at timestamptz not null,
  severity text not null check (severity in ('debug', 'info', 'warning', 'error')),
  message text not null
);
create index service_log_service on service_log (service_id, id desc);
create index service_log_time on service_log (service_id, at, id);

-- Alerts that are not sent yet
create table service_alert (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  service_id uuid not null references service (id) on delete cascade,
  url text not null,
  body text not null,
  attempts integer not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp()
);
create index service_alert_due on service_alert (due_at);
create index service_alert_service on service_alert (service_id);

-- How long instances were up, by hour; their price is that of the moment it was counted
create table service_compute (
  service_id uuid not null,
  hour timestamptz not null,
  agent text not null, -- org/name
  workspace_id uuid not null,
  seconds numeric(14, 3) not null,
  usd numeric(20, 10) not null,
  primary key (service_id, hour, agent)
);
create index service_compute_workspace on service_compute (workspace_id, hour);
