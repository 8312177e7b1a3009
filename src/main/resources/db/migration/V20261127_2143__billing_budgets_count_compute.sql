-- What instances of services cost counts in the budgets, too
create function budget_count_compute() returns trigger language plpgsql as $$
declare
  spent numeric := new.usd - case tg_op when 'UPDATE' then old.usd else 0 end;
begin
  if spent <= 0 then
    return null;
  end if;
  perform budget_lock(new.workspace_id, false);
  insert into budget_spend as s (budget_id, window_start, part, usd)
  select b.id, budget_window(b.spend_window, new.hour), pg_backend_pid() % 16, spent
  from budget b
  where b.workspace_id = new.workspace_id and (b.agent is null or b.agent = new.agent)
  order by b.id
  on conflict (budget_id, window_start, part) do update
  set usd = s.usd + excluded.usd, seen = false;
  return null;
end $$;
create trigger budget_count_compute after insert or update of usd on service_compute
  for each row execute function budget_count_compute();

create index budget_pausing on budget (workspace_id)
  where action = 'pause_service' and hard_limit_usd is not null;
