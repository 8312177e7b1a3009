-- Whether a step that was taken in Redis under an epoch may become a row: asked in the statement that
-- writes it. Counting takes the lock exclusively; the epoch is read by a statement of its own, which
-- sees what was committed while the lock was waited for.
create function quota_admits(asked uuid, wanted bigint, day date, moment timestamptz) returns boolean
language plpgsql volatile as $$
begin
  if (moment at time zone 'UTC')::date <> day then
    return false;
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('quota:' || asked, 1));
  return coalesce((select epoch from quota_epoch where workspace_id = asked), 0) = wanted;
end
$$;
comment on table quota_epoch is
  'Under which number a workspace''s calls were counted last. A count in Redis is good only under it.';
