-- Alerts that are not sent yet
create table schedule_alert (
  id uuid primary key,
  workspace_id uuid not null references workspace (id),
  schedule_id uuid not null references schedule (id),
  url text not null,
  body text not null,
  attempts integer not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp()
);
create index schedule_alert_due on schedule_alert (due_at);
create index schedule_alert_schedule on schedule_alert (schedule_id);
