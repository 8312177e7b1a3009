-- What a call asked for in headers that change its run, for another run of it.
alter table run_payload add column max_hops text;
