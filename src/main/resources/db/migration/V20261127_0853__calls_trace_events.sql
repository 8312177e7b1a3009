-- What happened in a run that asks models, step by step. Month partitions like those of payloads,
-- and kept as long: both say what went in and out.
create table run_trace_event (
  run_id uuid not null,
  workspace_id uuid not null,
  sequence_no integer not null check (sequence_no > 0),
  event_type text not null check (event_type in (
    'llm_call_started', 'llm_call_succeeded', 'llm_call_failed', 'tool_call_started',
    'tool_call_succeeded', 'tool_call_failed', 'decision', 'fallback_transition',
    'policy_violation', 'error')),
  payload jsonb, -- null where nobody may read it
  provider text,
  model text,
  token_input bigint,
  token_output bigint,
  cost_usd numeric(20, 10),
  duration_ms bigint,
  created_at timestamptz not null,
  primary key (run_id, sequence_no)
) partition by range (run_id);

-- The partitions of this month and the next two; called at start and every day.
create or replace function ensure_run_partitions(today date default current_date) returns void
language plpgsql as $$
declare
  month timestamp;
  low text;
  high text;
  parent text;
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
    foreach parent in array array['run', 'run_payload', 'run_trace_event']
    loop
      execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
        parent || '_' || to_char(month, 'YYYYMM'), parent, low::uuid, high::uuid);
    end loop;
  end loop;
end
$$;
select ensure_run_partitions();
