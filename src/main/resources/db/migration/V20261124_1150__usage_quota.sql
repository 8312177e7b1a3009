-- How often a workspace's calls were counted by PostgreSQL alone, because Redis was away. A count in
-- Redis is good only under the number it was made with: so one that missed calls is made anew.
create table quota_epoch (
  workspace_id uuid primary key references workspace (id),
  epoch bigint not null
);

-- Leases are rebuilt from the runs that are going on.
create or replace view run_facts as
  select id, workspace_id, agent_id, agent_workspace_id, agent, version, execution_engine, endpoint,
         trigger, status, error_code, tenant_id, parent_run_id, root_run_id, schedule_id, counts_quota,
         input_tokens, output_tokens, cost_usd, price_cents, duration_ms, execution_ms,
         created_at, started_at, completed_at, deadline_at
  from run;
