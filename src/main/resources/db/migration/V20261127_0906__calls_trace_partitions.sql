-- A run that was queued in an earlier month may still end: wherever there are runs, there is room
-- for their events.
do $$
declare
  month date;
begin
  for month in
    select distinct to_date(right(c.relname, 6), 'YYYYMM')
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'run'::regclass
  loop
    perform ensure_run_partitions(month + 1);
  end loop;
end
$$;
