-- Tokens that were mailed to set a new password. One is good at a time for each person.
create table password_reset (
  token_hash bytea primary key check (length(token_hash) = 32),
  user_id uuid not null unique references app_user (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
