-- What may change after publishing lies in columns; what may not, in `spec`.
alter table agent
  add column supported_providers text[] not null default '{any}',
  add column default_models jsonb not null default '{}';
create index agent_latest on agent (workspace_id, name, version desc) where deleted_at is null;
