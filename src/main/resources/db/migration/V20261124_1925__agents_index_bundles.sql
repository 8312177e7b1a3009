-- Freeing bytes asks which versions name them.
create index agent_bundle on agent (bundle_sha256) where bundle_sha256 is not null;
