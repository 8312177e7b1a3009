-- What a bundle needs installed (PIP, NPM), and the versions that wait for it.
alter table agent add column bundle_packages text[];
create table bundle_install (
  agent_id uuid primary key references agent (id) on delete cascade,
  workspace_id uuid not null references workspace (id),
  bundle_id uuid not null, -- the upload it is for
  created_at timestamptz not null default now(),
  claimed_by uuid,
  lease_until timestamptz,
  attempts integer not null default 0
);
create index bundle_install_due on bundle_install (created_at);
