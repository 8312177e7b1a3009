-- What a run used of language models. Tokens and cost are of all of its calls of models together;
-- the provider and the model are those that it asked last.
alter table run add column provider text;
alter table run add column model text;
alter table run add column cache_read_tokens bigint;
alter table run add column cache_write_tokens bigint;

create or replace view run_facts as
  select id, workspace_id, agent_id, agent_workspace_id, agent, version, execution_engine, endpoint,
         trigger, status, error_code, tenant_id, parent_run_id, root_run_id, schedule_id, counts_quota,
         input_tokens, output_tokens, cost_usd, price_cents, duration_ms, execution_ms,
         created_at, started_at, completed_at, deadline_at,
         provider, model, cache_read_tokens, cache_write_tokens
  from run;
