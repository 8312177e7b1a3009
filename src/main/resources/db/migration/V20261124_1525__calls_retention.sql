-- Payloads of workspaces that keep them for less than the server does.
create index run_payload_workspace on run_payload (workspace_id, run_id);

-- Drops the month partitions of runs or of their payloads that end before a moment; says which.
create function drop_run_partitions(parent regclass, moment timestamptz) returns setof text
language plpgsql as $$
declare
  child text;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_run_partitions'));
  for child in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent
      and (to_date(right(c.relname, 6), 'YYYYMM')::timestamp + interval '1 month')
            at time zone 'UTC' <= moment
    order by c.relname
  loop
    execute format('drop table %I', child);
    return next child;
  end loop;
end
$$;
