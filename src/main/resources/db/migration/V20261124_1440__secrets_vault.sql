create table secret (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  name text not null,
  sealed_value bytea not null, -- under the workspace's data key, bound to workspace and name
  secret_type text not null check (secret_type in ('custom', 'llm_key')),
  llm_provider text,
  description text,
  allowed_agents text[] not null default '{}', -- of other workspaces: org/name or org/*
  created_by uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  unique (workspace_id, name)
);
