-- Money: whole cents, by double entry. What a workspace has is positive, what it owes negative; the
-- platform's own accounts keep no balance, so that nobody waits for them.
create table ledger_account (
  id bigint generated always as identity primary key,
  workspace_id uuid references workspace (id), -- null: the platform's
  kind text not null,
  balance_cents bigint not null default 0,
  held_cents bigint not null default 0, -- of the balance, reserved for runs that are not over
  created_at timestamptz not null default clock_timestamp(),
  unique nulls not distinct (workspace_id, kind),
  constraint ledger_account_sound check (case kind
    when 'credits' then workspace_id is not null and held_cents >= 0 and balance_cents >= held_cents
    when 'receivable' then workspace_id is not null and held_cents = 0 and balance_cents <= 0
    when 'stripe' then workspace_id is null and held_cents = 0 and balance_cents = 0
    when 'revenue' then workspace_id is null and held_cents = 0 and balance_cents = 0
    when 'adjustments' then workspace_id is null and held_cents = 0 and balance_cents = 0
    else false end)
);
insert into ledger_account (workspace_id, kind)
values (null, 'stripe'), (null, 'revenue'), (null, 'adjustments');

-- Of a charge the id is its run's: so a run is charged once.
create table ledger_transaction (
  id uuid primary key,
  kind text not null check (kind in ('top_up', 'charge', 'refund', 'adjustment')),
  description text not null,
  run_id uuid check (run_id = id),
  reference text unique, -- of whoever moved the money; once
  created_at timestamptz not null default clock_timestamp()
);

create table ledger_entry (
  id bigint generated always as identity primary key,
  transaction_id uuid not null references ledger_transaction (id),
  account_id bigint not null references ledger_account (id),
  type text not null check (type in ('top_up', 'charge', 'earning', 'refund', 'adjustment')),
  amount_cents bigint not null check (amount_cents <> 0),
  balance_after_cents bigint -- null: of an account without balance
);
create index ledger_entry_transaction on ledger_entry (transaction_id);
create index ledger_entry_account on ledger_entry (account_id, id desc);

create function ledger_keep() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is only added to: % of %', tg_op, tg_table_name;
end $$;
create trigger ledger_transaction_kept before update or delete on ledger_transaction
  for each row execute function ledger_keep();
create trigger ledger_transaction_whole before truncate on ledger_transaction
  for each statement execute function ledger_keep();
create trigger ledger_entry_kept before update or delete on ledger_entry
  for each row execute function ledger_keep();
create trigger ledger_entry_whole before truncate on ledger_entry
  for each statement execute function ledger_keep();

-- A balance is what its entries make of it, and changes by nothing else.
create function ledger_apply() returns trigger language plpgsql as $$
begin
  update ledger_account set balance_cents = balance_cents + new.amount_cents
  where id = new.account_id and workspace_id is not null
  returning balance_cents into new.balance_after_cents;
  return new;
end $$;
create trigger ledger_entry_applied before insert on ledger_entry
  for each row execute function ledger_apply();

create function ledger_balance_by_entries() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.balance_cents <> 0 or new.held_cents <> 0 then
      raise exception 'an account begins empty';
    end if;
  elsif new.workspace_id is distinct from old.workspace_id or new.kind <> old.kind
     or (new.balance_cents <> old.balance_cents and pg_trigger_depth() < 2) then
    raise exception 'a balance changes by entries only';
  end if;
  return new;
end $$;
create trigger ledger_account_by_entries before insert or update on ledger_account
  for each row execute function ledger_balance_by_entries();

-- At the commit every transaction sums to zero; one without entries moves nothing and is refused.
create function ledger_balanced() returns trigger language plpgsql as $$
declare
  moved uuid := case tg_table_name
    when 'ledger_entry' then to_jsonb(new) ->> 'transaction_id' else to_jsonb(new) ->> 'id' end;
begin
  if (select sum(amount_cents) from ledger_entry where transaction_id = moved) is distinct from 0 then
    raise exception 'ledger transaction % does not sum to zero', moved;
  end if;
  return null;
end $$;
create constraint trigger ledger_entry_balanced after insert on ledger_entry
  deferrable initially deferred for each row execute function ledger_balanced();
create constraint trigger ledger_transaction_balanced after insert on ledger_transaction
  deferrable initially deferred for each row execute function ledger_balanced();

create function ledger_account_of(workspace uuid, account_kind text) returns bigint
language plpgsql as $$
declare
  found_id bigint;
begin
  select id into found_id from ledger_account
  where workspace_id is not distinct from workspace and kind = account_kind;
  if found_id is null then
    insert into ledger_account (workspace_id, kind) values (workspace, account_kind)
    on conflict do nothing;
    select id into found_id from ledger_account
    where workspace_id is not distinct from workspace and kind = account_kind;
  end if;
  return found_id;
end $$;

-- What the caller was shown when the run started, until the run is over.
create table credit_hold (
  run_id uuid primary key,
  payer_workspace_id uuid not null references workspace (id),
  author_workspace_id uuid not null references workspace (id),
  price_cents bigint not null check (price_cents > 0),
  author_share_cents bigint not null check (author_share_cents between 0 and price_cents),
  state text not null default 'held' check (state in ('held', 'charged', 'released')),
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  check (payer_workspace_id <> author_workspace_id),
  check ((state = 'held') = (ended_at is null))
);
create index credit_hold_open on credit_hold (payer_workspace_id) where state = 'held';

-- False when the balance, less what is held, is lower, or something is owed: then nothing is done.
create function credit_hold_take(
  run uuid, payer uuid, author uuid, price bigint, share bigint) returns boolean
language plpgsql as $$
begin
  perform ledger_account_of(author, 'credits');
  update ledger_account a set held_cents = held_cents + price
  where a.workspace_id = payer and a.kind = 'credits' and balance_cents - held_cents >= price
    and not exists (select from ledger_account debt
                    where debt.workspace_id = payer and debt.kind = 'receivable'
                      and debt.balance_cents < 0);
  if not found then
    return false;
  end if;
  insert into credit_hold (run_id, payer_workspace_id, author_workspace_id, price_cents, author_share_cents)
  values (run, payer, author, price, share);
  return true;
end $$;

-- Nothing runs after all, in the transaction that took it.
create function credit_hold_undo(run uuid) returns void language sql as $$
  with gone as (delete from credit_hold where run_id = run and state = 'held' returning *)
  update ledger_account a set held_cents = held_cents - price_cents
  from gone where a.workspace_id = payer_workspace_id and a.kind = 'credits';
$$;

create function credit_hold_release(run uuid) returns void language sql as $$
  with released as (
    update credit_hold set state = 'released', ended_at = clock_timestamp()
    where run_id = run and state = 'held' returning *)
  update ledger_account a set held_cents = held_cents - price_cents
  from released where a.workspace_id = payer_workspace_id and a.kind = 'credits';
$$;

-- The author's share; null when nothing was held, and then nothing is charged.
create function credit_hold_charge(run uuid, told text) returns bigint language plpgsql as $$
declare
  hold credit_hold;
begin
  update credit_hold set state = 'charged', ended_at = clock_timestamp()
  where run_id = run and state = 'held' returning * into hold;
  if not found then
    return null;
  end if;
  -- In one order, so that two that pay each other don't wait for each other
  perform from ledger_account
  where kind = 'credits' and workspace_id in (hold.payer_workspace_id, hold.author_workspace_id)
  order by workspace_id for update;
  update ledger_account set held_cents = held_cents - hold.price_cents
  where workspace_id = hold.payer_workspace_id and kind = 'credits';
  insert into ledger_transaction (id, kind, description, run_id) values (run, 'charge', told, run);
  insert into ledger_entry (transaction_id, account_id, type, amount_cents)
  select run, account, type, amount from (values
    (ledger_account_of(hold.payer_workspace_id, 'credits'), 'charge', - hold.price_cents),
    (ledger_account_of(hold.author_workspace_id, 'credits'), 'earning', hold.author_share_cents),
    (ledger_account_of(null, 'revenue'), 'earning', hold.price_cents - hold.author_share_cents)
  ) as moved (account, type, amount)
  where amount <> 0;
  return hold.author_share_cents;
end $$;

-- Whoever ends a run of a paid agent settles it, in the same statement: the server that ran it,
-- another one after its death, a cancellation. A free run does not come here.
alter table run add column author_share_cents bigint not null default 0;

create function run_settle() returns trigger language plpgsql as $$
begin
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
create trigger run_settle before update of status on run for each row
  when (old.price_cents > 0 and old.status in ('queued', 'running')
        and new.status not in ('queued', 'running'))
  execute function run_settle();

create or replace view run_facts as
  select id, workspace_id, agent_id, agent_workspace_id, agent, version, execution_engine, endpoint,
         trigger, status, error_code, tenant_id, parent_run_id, root_run_id, schedule_id, counts_quota,
         input_tokens, output_tokens, cost_usd, price_cents, duration_ms, execution_ms,
         created_at, started_at, completed_at, deadline_at,
         provider, model, cache_read_tokens, cache_write_tokens, author_share_cents
  from run;
