-- All runs below one, for what they cost together. Runs at the top have no entry: they are most.
create index run_root on run (root_run_id) where parent_run_id is not null;
