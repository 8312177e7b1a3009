-- The master key that new data keys lie under: one row, changed by a rotation.
create table current_master_key (
  single boolean primary key default true check (single),
  id text not null,
  since timestamptz not null default clock_timestamp()
);
insert into current_master_key (id)
  select master_key_id from data_key order by created_at desc limit 1;

-- Which master keys each living server holds, so that none is cut off by a rotation
create table key_holder (
  server_id uuid primary key,
  host text not null,
  master_key_ids text[] not null,
  seen_at timestamptz not null default clock_timestamp()
);

create index data_key_master on data_key (master_key_id);
