-- A queue's limit counts what a group has in it, whoever is at it.
create index work_item_group on work_item (queue, group_id);
