-- Runs of the last 30 days in any number; every tenth is the workspace's, of ten millions a million.
-- psql -v runs=10000000 -v workspace="'…'" -f src/bench/usage.sql, then let a server roll them up:
-- it counts the hours from `counted_until` on by itself. Only for a database of its own.
select ensure_run_partitions(current_date - days) from unnest(array[32, 16, 0]) days;
insert into run (id, workspace_id, request_id, agent_id, agent_workspace_id, agent, version,
  execution_engine, endpoint, trigger, status, tenant_id, root_run_id, counts_quota, provider, model,
  input_tokens, output_tokens, cost_usd, duration_ms, execution_ms, created_at, completed_at)
select id, case when n % 10 = 0 then :workspace::uuid else md5((n % 97)::text)::uuid end,
  'req_' || replace(id::text, '-', ''), md5(agent || 'v' || version)::uuid,
  case when agent < 2 then :workspace::uuid else md5('author' || agent)::uuid end,
  'org/agent-' || agent, 'v' || version,
  case agent % 3 when 0 then 'direct_llm' when 1 then 'managed_loop' else 'code_runtime' end, 'run',
  case when h % 10 < 7 then 'api' when h % 10 < 9 then 'cron' else 'agent' end,
  case when h % 100 < 94 then 'completed' when h % 100 < 98 then 'failed' else 'timeout' end,
  case when h % 2 = 0 then 'tenant-' || h % 50 end, id, true,
  case when agent % 3 < 2 then 'openai' end, case when agent % 3 < 2 then 'gpt-' || agent % 4 end,
  case when agent % 3 < 2 then h % 4000 end, case when agent % 3 < 2 then h % 700 end,
  case when agent % 3 < 2 then (h % 4000) * 0.00000125 end,
  exp(4 + (h % 7000) / 1000.0)::bigint, exp(3 + (h % 7000) / 1000.0)::bigint, at, at
from (
  select n, at, (hashint8(n)::bigint & 1048575) as h, (hashint8(n + 1)::bigint & 1048575) % 20 as agent,
    1 + (hashint8(n + 2)::bigint & 1) as version,
    overlay(gen_random_uuid()::text placing substr(run_lowest_id(at)::text, 1, 13) from 1 for 13)::uuid as id
  from (
    select n, date_trunc('day', now(), 'UTC') - interval '29 days'
      + (now() - date_trunc('day', now(), 'UTC') + interval '29 days') * (n / :runs::float8) as at
    from generate_series(0, :runs - 1) n) times) runs;
with hours as (delete from usage_hour), days as (delete from usage_day),
  series as (delete from usage_series), groups as (delete from usage_group),
  open_hours as (delete from usage_open_hour)
update usage_progress set counted_until = date_trunc('day', now(), 'UTC') - interval '29 days';
