-- The catalogue as it is read: one row for each agent that everybody may see. It is derived from
-- `agent` and `agent_star`, and made anew in the transaction of each change of them.
-- pg_trgm is a trusted extension: the owner of the database may create it.
create extension if not exists pg_trgm;

create table agent_star (
  agent_id uuid not null references agent (id) on delete cascade,
  user_id uuid not null references app_user (id),
  created_at timestamptz not null default now(),
  primary key (agent_id, user_id)
);
create index agent_star_user on agent_star (user_id);

-- Letters and digits alone, so that what people type and what authors write come down to the same.
create function search_words(words text) returns text
language sql immutable parallel safe
return trim(regexp_replace(lower(words), '[^[:alnum:]]+', ' ', 'g'));

-- All words, the last one perhaps not yet typed to its end; or all of them in other forms of English.
create function search_query(words text) returns tsquery
language sql immutable parallel safe
return case when plainto_tsquery('simple', search_words(words))::text = '' then ''::tsquery
  else (plainto_tsquery('simple', search_words(words))::text || ':*')::tsquery
       || plainto_tsquery('english', search_words(words)) end;

create table agent_listing (
  workspace_id uuid not null,
  name text not null,
  agent_id uuid not null references agent (id) on delete cascade, -- the version that is listed
  slug text not null,
  type text not null,
  tags text[] not null,
  stars_count integer not null, -- people who starred any of its versions
  fork_count integer not null, -- of all its versions
  title text not null, -- what typing errors are looked for in
  words text not null, -- what parts of words are looked for in
  document tsvector not null,
  primary key (workspace_id, name),
  foreign key (workspace_id, name) references agent_series (workspace_id, name)
);
create index agent_listing_agent on agent_listing (agent_id);
create index agent_listing_stars on agent_listing (stars_count desc, agent_id desc);
create index agent_listing_type on agent_listing (type, stars_count desc, agent_id desc);
create index agent_listing_recent on agent_listing (agent_id desc);
create index agent_listing_name on agent_listing (name, slug);
create index agent_listing_tags on agent_listing using gin (tags);
create index agent_listing_document on agent_listing using gin (document);
create index agent_listing_title on agent_listing using gin (title gin_trgm_ops);
create index agent_listing_words on agent_listing using gin (words gin_trgm_ops);

-- Listed is the public version that `latest` stands for, or the newest public one where none can
-- run. Whoever calls this holds the row of the series.
create function refresh_agent_listing(workspace uuid, agent_name text) returns void
language plpgsql as $$
declare
  shown agent%rowtype;
  org text;
  named text;
begin
  select a.* into shown from agent a
  where a.workspace_id = workspace and a.name = agent_name and a.is_public and a.deleted_at is null
  order by (a.bundle_status is not distinct from 'active'
            or (a.bundle_status is null and a.execution_engine is distinct from 'code_runtime')) desc,
           a.version desc
  limit 1;
  select w.slug into org from living_workspace w where w.id = workspace;
  if shown.id is null or org is null then
    delete from agent_listing l where l.workspace_id = workspace and l.name = agent_name;
    return;
  end if;
  named := search_words(concat_ws(' ', shown.name, array_to_string(shown.tags, ' ')));
  insert into agent_listing (workspace_id, name, agent_id, slug, type, tags, stars_count, fork_count,
                             title, words, document)
  select workspace, agent_name, shown.id, org, shown.type, shown.tags,
    (select count(distinct s.user_id) from agent_star s join agent v on v.id = s.agent_id
     where v.workspace_id = workspace and v.name = agent_name and v.deleted_at is null),
    (select sum(v.fork_count) from agent v
     where v.workspace_id = workspace and v.name = agent_name and v.deleted_at is null),
    concat_ws(' ', named, search_words(org)),
    concat_ws(' ', named, search_words(org), search_words(shown.description)),
    setweight(to_tsvector('simple', named), 'A')
      || setweight(to_tsvector('simple', search_words(org)), 'B')
      || setweight(to_tsvector('simple', search_words(coalesce(shown.description, ''))), 'C')
      || setweight(to_tsvector('english',
           concat_ws(' ', named, search_words(shown.description))), 'D')
  on conflict (workspace_id, name) do update set
    agent_id = excluded.agent_id, slug = excluded.slug, type = excluded.type, tags = excluded.tags,
    stars_count = excluded.stars_count, fork_count = excluded.fork_count,
    title = excluded.title, words = excluded.words, document = excluded.document;
end
$$;

-- A workspace that is deleted takes its agents out of the catalogue.
create function unlist_agents() returns trigger
language plpgsql as $$
begin
  delete from agent_listing where workspace_id = new.id;
  return null;
end
$$;
create trigger workspace_unlists_agents after update of deleted_at on workspace
  for each row when (new.deleted_at is not null) execute function unlist_agents();

select refresh_agent_listing(workspace_id, name) from agent_series;
