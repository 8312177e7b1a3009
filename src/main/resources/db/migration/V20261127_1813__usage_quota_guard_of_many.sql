-- The same as quota_admits for rows of several workspaces that are written together. Their locks
-- are taken in the order in which they are given, which is one for all who ask.
create function quota_admits_all(asked uuid[], wanted bigint[], day date, moment timestamptz)
returns boolean
language plpgsql volatile as $$
declare
  workspace uuid;
begin
  if (moment at time zone 'UTC')::date <> day then
    return false;
  end if;
  foreach workspace in array asked loop
    perform pg_advisory_xact_lock_shared(hashtextextended('quota:' || workspace, 1));
  end loop;
  return not exists (
    select from unnest(asked, wanted) as each (workspace_id, epoch)
    left join quota_epoch known using (workspace_id)
    where coalesce(known.epoch, 0) <> each.epoch);
end
$$;
