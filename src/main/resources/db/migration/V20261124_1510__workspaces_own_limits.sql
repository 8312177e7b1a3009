-- What an administrator gave a workspace instead of its plan's limits
create table workspace_limit (
  workspace_id uuid not null references workspace (id),
  name text not null,
  value bigint not null check (value >= 0),
  primary key (workspace_id, name)
);
