-- Who registered and has yet to show that the mail of that address reaches them. Each mailed token
-- stands for the password that was sent with it: a second registration takes no earlier one over.
create table pending_registration (
  token_hash bytea primary key check (length(token_hash) = 32),
  email text not null check (length(email) <= 254),
  password_hash text not null,
  display_name text,
  workspace_slug text,
  invite_hash bytea check (length(invite_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index pending_registration_email on pending_registration (lower(email));
create index pending_registration_expiry on pending_registration (expires_at);
create index password_reset_expiry on password_reset (expires_at);

-- What accounts left behind is looked for among the few that are deleted.
create index app_user_deleted on app_user (id) where deleted_at is not null;
