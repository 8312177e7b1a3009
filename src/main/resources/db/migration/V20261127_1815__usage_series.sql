-- Of each caller the whole hours of usage_hour, each in one row: what is called in an hour differs in
-- so much that usage_hour of a busy workspace is hardly smaller than its runs.
create table usage_series (
  workspace_id uuid not null,
  hour timestamptz not null,
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
  p50 smallint, -- usage_bucket of the median
  p95 smallint,
  primary key (workspace_id, hour)
);
create index usage_series_age on usage_series (hour);

-- From usage_hour, of one workspace or of all (null)
create function usage_series_count(begun timestamptz, whose uuid) returns void language sql as $$
  with hours as (
    select * from usage_hour where hour = begun and (whose is null or workspace_id = whose)),
  merged as (
    select workspace_id, h.bucket, sum(h.n) as n
    from hours, unnest(buckets, bucket_calls) as h (bucket, n)
    group by workspace_id, h.bucket),
  ranked as (
    select workspace_id, bucket, sum(n) over (partition by workspace_id order by bucket) as below,
      sum(n) over (partition by workspace_id) as all_of_them
    from merged),
  percentiles as (
    select workspace_id, min(bucket) filter (where below >= ceil(all_of_them * 0.5)) as p50,
      min(bucket) filter (where below >= ceil(all_of_them * 0.95)) as p95
    from ranked group by workspace_id),
  sums as (
    select workspace_id, sum(calls) as calls,
      coalesce(sum(calls) filter (where status <> 'completed'), 0) as failed,
      sum(executions) as executions, sum(execution_ms) as execution_ms,
      sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens,
      sum(cost_usd) as cost_usd, sum(earnings_cents) as earnings_cents,
      sum(duration_ms) as duration_ms, sum(durations) as durations
    from hours group by workspace_id)
  insert into usage_series
  select s.workspace_id, begun, s.calls, s.failed, s.executions, s.execution_ms, s.input_tokens,
    s.output_tokens, s.cost_usd, s.earnings_cents, s.duration_ms, s.durations, p.p50, p.p95
  from sums s left join percentiles p using (workspace_id)
$$;

select usage_series_count(hour, null) from (select distinct hour from usage_hour) counted;
