-- Which version calls which: as immutable as the versions themselves.
create table agent_dependency (
  agent_id uuid not null references agent (id) on delete cascade,
  dependency_id uuid not null references agent (id) on delete cascade,
  position integer not null,
  primary key (agent_id, dependency_id)
);
create index agent_dependency_of on agent_dependency (dependency_id);

-- Keys that belong to a version instead of a person. Shown once, kept as their digest.
create table agent_key (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  agent_id uuid not null references agent (id) on delete cascade,
  user_id uuid not null references app_user (id), -- who made it; the key ends with the membership
  key_hash bytea not null unique check (length(key_hash) = 32),
  prefix text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create index agent_key_agent on agent_key (agent_id, id desc);
