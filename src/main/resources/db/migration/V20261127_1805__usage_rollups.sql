-- Usage by the hour, made from the ended runs of hours that are over; it outlives the runs.
create table usage_hour (
  hour timestamptz not null,
  workspace_id uuid not null, -- whose calls they are
  agent_workspace_id uuid not null,
  agent_id uuid not null,
  agent text not null,
  version text not null,
  provider text,
  model text,
  trigger text not null,
  status text not null,
  tenant_id text,
  calls bigint not null,
  executions bigint not null, -- of them, those whose code ran in a sandbox
  execution_ms bigint not null, -- for how long it did
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_usd numeric not null, -- of those whose cost is known
  earnings_cents bigint not null,
  duration_ms bigint not null,
  durations bigint not null, -- how many have one
  buckets smallint[] not null, -- of usage_bucket, ascending
  bucket_calls bigint[] not null -- one for each bucket
);
create index usage_hour_workspace on usage_hour (workspace_id, hour);
create index usage_hour_tenant on usage_hour (workspace_id, tenant_id, hour);
create index usage_hour_author on usage_hour (agent_workspace_id, hour);
create index usage_hour_age on usage_hour (hour);

-- The same by the UTC day, without tenants: always the sum of the day's hours that are there.
create table usage_day (like usage_hour including all);
alter table usage_day drop column tenant_id;
alter table usage_day rename column hour to day;

-- All hours before this one are in usage_hour, but for those of usage_open_hour. Whoever writes
-- either holds the row, so there is one writer over all servers.
create table usage_progress (
  one boolean primary key default true check (one),
  counted_until timestamptz not null
);
insert into usage_progress (counted_until)
values (date_trunc('hour', coalesce(
  (select created_at from run order by id limit 1), clock_timestamp()), 'UTC'));

-- Where runs had not ended when the hour was counted: their workspace's whole hour waits for them.
create table usage_open_hour (
  workspace_id uuid not null,
  hour timestamptz not null,
  primary key (workspace_id, hour)
);
create index usage_open_hour_age on usage_open_hour (hour);

-- One fixed histogram of milliseconds: exact below 50, then by steps of 8 %.
create function usage_bucket(ms bigint) returns smallint language sql immutable parallel safe as $$
  select (case when ms < 50 then greatest(ms, 0)
    else 50 + floor(ln(ms / 50.0::float8) / ln(1.08::float8)) end)::smallint
$$;

-- The smallest id of a run of that moment
create function run_lowest_id(moment timestamptz) returns uuid
language sql immutable parallel safe as $$
  select rpad(lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

-- What others call, for its author; one's own calls are found by run_workspace.
create index run_author on run (agent_workspace_id, id desc) where agent_workspace_id <> workspace_id;

create view run_request as select id, request_id from run;

-- Under this an author's callers get their pseudonyms.
create table usage_pseudonym_key (
  workspace_id uuid primary key references workspace (id),
  key bytea not null
);
