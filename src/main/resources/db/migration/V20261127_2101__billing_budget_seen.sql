-- Whether a threshold was reached is looked at where something was spent since, and nowhere else.
alter table budget_spend add column seen boolean not null default false;
create index budget_spend_unseen on budget_spend (budget_id) where not seen;

create or replace function budget_count() returns trigger language plpgsql as $$
begin
  perform budget_lock(new.workspace_id, false);
  insert into budget_spend as s (budget_id, window_start, part, usd)
  select b.id, budget_window(b.spend_window, new.created_at), pg_backend_pid() % 16,
         coalesce(new.cost_usd, 0) + new.price_cents / 100.0
  from budget b
  where b.workspace_id = new.workspace_id and (b.agent is null or b.agent = new.agent)
  order by b.id
  on conflict (budget_id, window_start, part) do update
  set usd = s.usd + excluded.usd, seen = false;
  return null;
end $$;
