-- People and workspaces
create table app_user (
  id uuid primary key,
  email text not null check (length(email) <= 254),
  password_hash text not null,
  display_name text,
  preferences jsonb not null default '{}',
  is_admin boolean not null default false,
  created_at timestamptz not null default now(),
  last_login_at timestamptz,
  deleted_at timestamptz
);
create unique index app_user_email on app_user (lower(email));

create table workspace (
  id uuid primary key,
  name text not null check (length(name) between 1 and 100),
  slug text not null unique, -- a deleted one is never given to another
  type text not null check (type in ('personal', 'team')),
  plan text not null,
  owner_user_id uuid not null references app_user (id),
  payload_retention_days integer check (payload_retention_days > 0),
  run_retention_days integer check (run_retention_days > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);

create table workspace_member (
  workspace_id uuid not null references workspace (id),
  user_id uuid not null references app_user (id),
  role text not null check (role in ('owner', 'member')),
  joined_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index workspace_member_user on workspace_member (user_id);

-- Credentials
create table api_key (
  id uuid primary key,
  user_id uuid not null references app_user (id),
  workspace_id uuid not null references workspace (id),
  name text not null check (length(name) between 1 and 100),
  key_hash bytea not null unique check (length(key_hash) = 32),
  prefix text not null,
  workspace_locked boolean not null default false,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_key_user on api_key (user_id) where revoked_at is null;

create table login_session (
  id uuid primary key,
  user_id uuid not null references app_user (id),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  ip text,
  user_agent text
);
create index login_session_user on login_session (user_id) where revoked_at is null;

-- One row for each refresh token of a session; using one a second time revokes the session.
create table refresh_token (
  token_hash bytea primary key check (length(token_hash) = 32),
  session_id uuid not null references login_session (id) on delete cascade,
  issued_at timestamptz not null default now(),
  used_at timestamptz
);
create index refresh_token_session on refresh_token (session_id);

-- Envelope encryption: a data key for each scope, itself sealed by the master key
create table data_key (
  id uuid primary key,
  scope text not null, -- 'platform' or a workspace's id
  version integer not null,
  master_key_id text not null,
  sealed_key bytea not null,
  created_at timestamptz not null default now(),
  unique (scope, version)
);

create table signing_key (
  kid text primary key,
  purpose text not null, -- 'session'
  algorithm text not null, -- 'ES256'
  public_key bytea not null, -- X.509 SubjectPublicKeyInfo
  sealed_private_key bytea not null, -- PKCS#8 under the data key of the scope 'platform'
  created_at timestamptz not null default now(),
  retired_at timestamptz
);

create table audit_event (
  id uuid primary key,
  workspace_id uuid references workspace (id), -- null: of the account or the server
  actor_user_id uuid,
  actor text not null,
  action text not null,
  target text not null,
  ip text,
  detail jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index audit_event_workspace on audit_event (workspace_id, id desc);

-- Content-addressed bytes
create table blob (
  sha256 bytea primary key check (length(sha256) = 32),
  size_bytes bigint not null,
  created_at timestamptz not null default now()
);
create table blob_chunk (
  sha256 bytea not null references blob (sha256) on delete cascade,
  seq integer not null,
  data bytea not null,
  primary key (sha256, seq)
);
alter table blob_chunk alter column data set storage external; -- zip bytes don't shrink

-- Agents. The series gives out version numbers: its row lock orders publishes that race.
create table agent_series (
  workspace_id uuid not null references workspace (id),
  name text not null,
  last_version integer not null check (last_version > 0),
  primary key (workspace_id, name)
);

create table agent (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  version integer not null,
  type text not null check (type in ('prompt', 'tool', 'agent', 'skill')),
  run_mode text not null check (run_mode in ('on_demand', 'always_on')),
  execution_engine text check (execution_engine in ('direct_llm', 'code_runtime', 'managed_loop')),
  callable boolean not null,
  description text,
  tags text[] not null default '{}',
  is_public boolean not null default false,
  allow_local_download boolean not null default true,
  price_per_call_cents bigint not null default 0 check (price_per_call_cents >= 0),
  default_endpoint text not null,
  timeout_seconds integer not null,
  spec jsonb not null, -- the rest of what was published, immutable
  input_schema text, -- as sent: order and spelling kept
  output_schema text,
  bundle_sha256 bytea references blob (sha256),
  bundle_id uuid,
  bundle_size_bytes bigint,
  bundle_status text check (bundle_status in ('processing', 'active', 'error')),
  bundle_error text,
  bundle_entrypoint text,
  bundle_uploaded_at timestamptz,
  stars_count integer not null default 0,
  fork_count integer not null default 0,
  forked_from uuid,
  published_by uuid not null,
  deprecated_at timestamptz,
  sunset_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (workspace_id, name, version),
  foreign key (workspace_id, name) references agent_series (workspace_id, name)
);
create index agent_public on agent (workspace_id, name, version desc)
  where is_public and deleted_at is null;

-- Servers that are alive: whoever stops beating takes its runs with it
create table server_instance (
  id uuid primary key,
  host text not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now()
);

-- The run is the one record of a call. Month partitions by the time inside the id (UUIDv7).
create table run (
  id uuid primary key,
  workspace_id uuid not null, -- whose call it is
  request_id text not null,
  agent_id uuid not null,
  agent_workspace_id uuid not null,
  agent text not null, -- org/name
  version text not null, -- vN
  execution_engine text not null,
  endpoint text not null,
  trigger text not null check (trigger in ('api', 'agent', 'cron', 'webhook', 'manual', 'replay')),
  status text not null
    check (status in ('queued', 'running', 'completed', 'failed', 'timeout', 'cancelled')),
  error_code text,
  error_message text,
  tenant_id text,
  user_id uuid,
  credential_id uuid,
  parent_run_id uuid,
  root_run_id uuid not null,
  schedule_id uuid,
  replay_of uuid,
  counts_quota boolean not null,
  input_tokens bigint,
  output_tokens bigint,
  cost_usd numeric(20, 10),
  price_cents bigint not null default 0,
  duration_ms bigint,
  execution_ms bigint,
  exit_code integer,
  server_id uuid,
  deadline_at timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz
) partition by range (id);
create index run_workspace on run (workspace_id, id desc);
create index run_agent on run (agent_id, id desc);
create index run_live on run (server_id) where status in ('queued', 'running');

create table run_payload (
  run_id uuid primary key,
  workspace_id uuid not null,
  input text, -- JSON as text: jsonb refuses \u0000, which an agent may well send
  output text,
  stdout text,
  stderr text
) partition by range (run_id);

-- The partitions of this month and the next two; called at start and every day.
create function ensure_run_partitions(today date default current_date) returns void
language plpgsql as $$
declare
  month timestamp;
  low text;
  high text;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_run_partitions'));
  for month in
    select generate_series(
      date_trunc('month', (today - 1)::timestamp),
      date_trunc('month', today::timestamp) + interval '2 months',
      interval '1 month')
  loop
    low := rpad(lpad(to_hex((extract(epoch from month at time zone 'UTC') * 1000)::bigint), 12, '0'), 32, '0');
    high := rpad(lpad(to_hex((extract(epoch from (month + interval '1 month') at time zone 'UTC') * 1000)::bigint), 12, '0'), 32, '0');
    execute format('create table if not exists %I partition of run for values from (%L) to (%L)',
      'run_' || to_char(month, 'YYYYMM'), low::uuid, high::uuid);
    execute format('create table if not exists %I partition of run_payload for values from (%L) to (%L)',
      'run_payload_' || to_char(month, 'YYYYMM'), low::uuid, high::uuid);
  end loop;
end
$$;
select ensure_run_partitions();

-- What usage and billing may rely on; `calls` owns it and promises its columns.
create view run_facts as
  select id, workspace_id, agent_id, agent_workspace_id, agent, version, execution_engine, endpoint,
         trigger, status, error_code, tenant_id, parent_run_id, root_run_id, schedule_id, counts_quota,
         input_tokens, output_tokens, cost_usd, price_cents, duration_ms, execution_ms,
         created_at, started_at, completed_at
  from run;
