-- Invitations: by address, for one use. Only the token's digest is here.
create table workspace_invite (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  email text not null check (length(email) <= 254),
  role text not null check (role in ('owner', 'member')),
  token_hash bytea not null unique check (length(token_hash) = 32),
  invited_by uuid not null references app_user (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references app_user (id),
  revoked_at timestamptz
);
-- One that waits for each address
create unique index workspace_invite_pending on workspace_invite (workspace_id, lower(email))
  where accepted_at is null and revoked_at is null;
create index workspace_invite_email on workspace_invite (lower(email));

-- Whose runs and secrets are looked for again, shortly after the deletion
create index workspace_deleted on workspace (deleted_at) where deleted_at is not null;

-- Who deletes an account is taken out of the audit, which keeps a pseudonym
create index audit_event_actor on audit_event (actor_user_id) where actor_user_id is not null;
create index audit_event_address on audit_event (lower(target)) where target like '%@%';
