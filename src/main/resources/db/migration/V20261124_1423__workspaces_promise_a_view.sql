-- What other features may join in SQL; `workspaces` owns it and promises its columns.
create view living_workspace as
  select id, slug, name, plan from workspace where deleted_at is null;
