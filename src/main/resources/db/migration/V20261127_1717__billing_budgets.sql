-- What may be spent in a window of time, and what was.
create table budget (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  scope_id uuid, -- the version that was named; null: the workspace
  agent text, -- org/name: all versions count
  spend_window text not null check (spend_window in ('daily', 'weekly', 'monthly')),
  soft_limit_usd numeric(20, 10) check (soft_limit_usd > 0),
  hard_limit_usd numeric(20, 10) check (hard_limit_usd > 0),
  action text not null check (action in ('alert_only', 'block_new_runs', 'pause_service')),
  webhook_url text,
  alert_secret bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  check ((scope_id is null) = (agent is null)),
  check (coalesce(soft_limit_usd, hard_limit_usd) is not null),
  check (soft_limit_usd < hard_limit_usd),
  unique nulls not distinct (workspace_id, agent, spend_window)
);
create index budget_blocking on budget (workspace_id)
  where action = 'block_new_runs' and hard_limit_usd is not null;

-- Of the runs that are over, by the window they were created in. In several parts, so that runs that
-- end at once don't wait for each other.
create table budget_spend (
  budget_id uuid not null references budget (id) on delete cascade,
  window_start timestamptz not null,
  part smallint not null,
  usd numeric(24, 10) not null,
  primary key (budget_id, window_start, part)
);

create table budget_alert (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  budget_id uuid not null, -- which may be deleted
  window_start timestamptz not null,
  threshold_kind text not null check (threshold_kind in ('soft', 'hard')),
  threshold_pct integer not null,
  severity text not null,
  message text not null,
  current_spend_usd numeric(24, 10) not null,
  limit_usd numeric(20, 10) not null,
  burn_rate_usd_per_day numeric(24, 10) not null,
  created_at timestamptz not null default clock_timestamp(),
  -- How it is sent; all null where it goes nowhere
  url text,
  attempts integer not null default 0,
  due_at timestamptz, -- null: nothing is to be sent any more
  delivered_at timestamptz,
  unique (budget_id, window_start, threshold_kind, threshold_pct)
);
create index budget_alert_workspace on budget_alert (workspace_id, id desc);
create index budget_alert_due on budget_alert (due_at) where due_at is not null;

create function budget_window(spend_window text, at timestamptz) returns timestamptz
language sql stable parallel safe
return date_trunc(
  case spend_window when 'daily' then 'day' when 'weekly' then 'week' else 'month' end, at, 'UTC');

-- Whoever makes a budget takes this lock alone: then every run that is over was either counted by it
-- or counts itself.
create function budget_lock(workspace uuid, alone boolean) returns void language plpgsql as $$
begin
  if alone then
    perform pg_advisory_xact_lock(hashtext('budget'), hashtext(workspace::text));
  else
    perform pg_advisory_xact_lock_shared(hashtext('budget'), hashtext(workspace::text));
  end if;
end $$;

create function budget_count() returns trigger language plpgsql as $$
begin
  perform budget_lock(new.workspace_id, false);
  insert into budget_spend as s (budget_id, window_start, part, usd)
  select b.id, budget_window(b.spend_window, new.created_at), pg_backend_pid() % 16,
         coalesce(new.cost_usd, 0) + new.price_cents / 100.0
  from budget b
  where b.workspace_id = new.workspace_id and (b.agent is null or b.agent = new.agent)
  order by b.id
  on conflict (budget_id, window_start, part) do update set usd = s.usd + excluded.usd;
  return null;
end $$;
create trigger budget_count after update of status on run for each row
  when (old.status in ('queued', 'running') and new.status not in ('queued', 'running')
        and (new.cost_usd > 0 or new.price_cents > 0))
  execute function budget_count();
-- A run whose start row PostgreSQL lost is written whole at its end
create trigger budget_count_whole after insert on run for each row
  when (new.status not in ('queued', 'running') and (new.cost_usd > 0 or new.price_cents > 0))
  execute function budget_count();
