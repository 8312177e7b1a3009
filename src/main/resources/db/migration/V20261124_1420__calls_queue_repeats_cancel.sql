-- Durable work: what is due, and who is at it. Whoever falls silent loses it.
create table work_item (
  id uuid primary key, -- of the thing that is to be done
  queue text not null,
  group_id uuid not null, -- whose it is: the groups of a queue take turns
  due_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  owner_id uuid,
  taken_at timestamptz,
  lease_until timestamptz,
  check ((owner_id is null) = (lease_until is null) and (owner_id is null) = (taken_at is null))
);
create index work_item_free on work_item (queue, group_id, id) where owner_id is null;
create index work_item_taken on work_item (queue, lease_until) where owner_id is not null;

-- Requests that were sent with an Idempotency-Key, and what they were answered.
create table idempotency (
  workspace_id uuid not null references workspace (id),
  route text not null,
  key text not null,
  fingerprint text not null, -- of the request: another one under the same key is refused
  subject_id uuid not null unique, -- what the request started
  created_at timestamptz not null default clock_timestamp(),
  completed_at timestamptz,
  status integer,
  data text, -- JSON as text
  rest text, -- the other members of the answer, as JSON
  primary key (workspace_id, route, key),
  check ((completed_at is null) = (status is null))
);
create index idempotency_age on idempotency (created_at);

-- The wish outlives the message about it: a server looks for those of its own runs.
alter table run add column cancel_requested_at timestamptz;
create index run_cancel on run (server_id)
  where status = 'running' and cancel_requested_at is not null;
-- Leases are rebuilt from these; a queued run may be much older than its start.
create index run_running on run (workspace_id) where status = 'running';

-- What a queued run needs beside its row until it starts. Secrets are never part of it.
create table queued_call (
  run_id uuid primary key,
  credential_kind text not null,
  agent_id uuid, -- of an agent's key
  asked_deadline timestamptz
);
create table queued_file (
  run_id uuid not null references queued_call (run_id) on delete cascade,
  seq integer not null,
  name text not null,
  sha256 bytea not null references blob (sha256),
  primary key (run_id, seq)
);
create index queued_file_blob on queued_file (sha256);
