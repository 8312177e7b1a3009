-- Calls of paid agents have a count of their own. Their rows are written in a transaction that waits
-- for the payer's account anyway, so PostgreSQL counts them, and nothing has to be made anew.
alter table run add column paid boolean not null default false; -- at its start: what is charged may be 0

create function run_paid() returns trigger language plpgsql as $$
begin
  new.paid := true;
  return new;
end $$;
create trigger run_paid before insert on run for each row
  when (new.price_cents > 0) execute function run_paid();

create table paid_call_day (
  workspace_id uuid not null,
  day date not null, -- UTC
  calls bigint not null,
  primary key (workspace_id, day)
);

-- False when there are as many as there may be (null: any number), and then nothing is done.
create function paid_call_take(payer uuid, at date, most bigint) returns boolean
language plpgsql as $$
begin
  if most <= 0 then
    return false;
  end if;
  insert into paid_call_day as d (workspace_id, day, calls) values (payer, at, 1)
  on conflict (workspace_id, day) do update set calls = d.calls + 1
  where most is null or d.calls < most;
  return found;
end $$;

create function paid_call_return(payer uuid, at date) returns void language sql as $$
  update paid_call_day set calls = calls - 1 where workspace_id = payer and day = at;
$$;

-- As before; and of what never ran the day's unit comes back. It is asked for before the account, in
-- the order of a start.
create or replace function run_settle() returns trigger language plpgsql as $$
begin
  if old.counts_quota and not new.counts_quota then
    perform paid_call_return(new.workspace_id, (old.created_at at time zone 'UTC')::date);
  end if;
  if new.status = 'completed' then
    new.author_share_cents := credit_hold_charge(new.id, 'Call of ' || new.agent || ' ' || new.version);
  else
    perform credit_hold_release(new.id);
  end if;
  if new.status <> 'completed' or new.author_share_cents is null then
    new.price_cents := 0;
    new.author_share_cents := 0;
  end if;
  return new;
end $$;

create or replace view run_facts as
  select id, workspace_id, agent_id, agent_workspace_id, agent, version, execution_engine, endpoint,
         trigger, status, error_code, tenant_id, parent_run_id, root_run_id, schedule_id, counts_quota,
         input_tokens, output_tokens, cost_usd, price_cents, duration_ms, execution_ms,
         created_at, started_at, completed_at, deadline_at,
         provider, model, cache_read_tokens, cache_write_tokens, author_share_cents, paid
  from run;
