-- What callers ask for without filters, summed by it: of a busy workspace usage_day is wide, since
-- what is called differs in so much. Each day that is counted has its own rows, and until a day after that
-- each of its hours too.
create table usage_group (
  workspace_id uuid not null,
  grouped_by text not null, -- all, agent, version, provider, model, trigger, status or tenant
  hours smallint not null check (hours in (1, 24)), -- how long the time is
  begun timestamptz not null,
  agent_id uuid, -- of an agent the newest version's; null of what is not grouped by agents
  agent text,
  version text,
  provider text,
  model text,
  trigger text,
  status text,
  tenant_id text,
  calls bigint not null,
  failed bigint not null,
  executions bigint not null,
  execution_ms bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_usd numeric not null,
  earnings_cents bigint not null,
  duration_ms bigint not null,
  durations bigint not null,
  buckets smallint[] not null,
  bucket_calls bigint[] not null
);
create index usage_group_workspace on usage_group (workspace_id, grouped_by, hours, begun);
create index usage_group_age on usage_group (begun);

-- From usage_hour, of one workspace or of all (null)
create function usage_group_count(starts timestamptz, length smallint, whose uuid) returns void
language sql as $$
  with found as (
    select * from usage_hour
    where hour >= starts and hour < starts + make_interval(hours => length)
      and (whose is null or workspace_id = whose)),
  sums as (
    select workspace_id,
      case when grouping(version) = 0 then 'version' when grouping(agent) = 0 then 'agent'
        when grouping(model) = 0 then 'model' when grouping(provider) = 0 then 'provider'
        when grouping(trigger) = 0 then 'trigger' when grouping(status) = 0 then 'status'
        when grouping(tenant_id) = 0 then 'tenant' else 'all' end as grouped_by,
      agent_id, agent, version, provider, model, trigger, status, tenant_id,
      max(agent_id::text)::uuid as newest, sum(calls) as calls,
      coalesce(sum(calls) filter (where status <> 'completed'), 0) as failed,
      sum(executions) as executions, sum(execution_ms) as execution_ms,
      sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens,
      sum(cost_usd) as cost_usd, sum(earnings_cents) as earnings_cents,
      sum(duration_ms) as duration_ms, sum(durations) as durations
    from found
    group by workspace_id, grouping sets ((), (agent), (agent, version, agent_id), (provider),
      (provider, model), (trigger), (status), (tenant_id))),
  merged as (
    select workspace_id,
      case when grouping(version) = 0 then 'version' when grouping(agent) = 0 then 'agent'
        when grouping(model) = 0 then 'model' when grouping(provider) = 0 then 'provider'
        when grouping(trigger) = 0 then 'trigger' when grouping(status) = 0 then 'status'
        when grouping(tenant_id) = 0 then 'tenant' else 'all' end as grouped_by,
      agent_id, agent, version, provider, model, trigger, status, tenant_id, bucket, sum(n) as n
    from found, unnest(buckets, bucket_calls) as h (bucket, n)
    group by workspace_id, bucket, grouping sets ((), (agent), (agent, version, agent_id),
      (provider), (provider, model), (trigger), (status), (tenant_id))),
  histograms as (
    select (workspace_id, grouped_by, agent_id, agent, version, provider, model, trigger, status,
        tenant_id)::text as whole,
      array_agg(bucket order by bucket) as buckets, array_agg(n order by bucket) as bucket_calls
    from merged
    group by workspace_id, grouped_by, agent_id, agent, version, provider, model, trigger, status,
      tenant_id)
  insert into usage_group
  select workspace_id, grouped_by, length, starts,
    case when grouped_by in ('agent', 'version') then newest end, agent, version, provider, model,
    trigger, status, tenant_id, calls, failed, executions, execution_ms, input_tokens,
    output_tokens, cost_usd, earnings_cents, duration_ms, durations,
    coalesce(h.buckets, '{}'), coalesce(h.bucket_calls, '{}')
  from sums s left join histograms h on h.whole = (s.workspace_id, s.grouped_by, s.agent_id,
    s.agent, s.version, s.provider, s.model, s.trigger, s.status, s.tenant_id)::text
$$;

select usage_group_count(hour, 1::smallint, null)
from (select distinct hour from usage_hour
      where hour >= (select date_trunc('day', counted_until, 'UTC') - interval '1 day'
                     from usage_progress)) counted;
select usage_group_count(day, 24::smallint, null)
from (select distinct day from usage_day) counted;
