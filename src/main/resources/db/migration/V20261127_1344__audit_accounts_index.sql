-- A person's own events, which belong to no workspace, beside those of the personal one
create index audit_event_account on audit_event (actor_user_id, id desc) where workspace_id is null;
