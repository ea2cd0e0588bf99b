-- What an author is working on: one draft a script, gone when it is published.
create table script_drafts (
  tenant_id uuid not null,
  script_id text not null,
  name text not null,
  document jsonb not null,
  saved_at timestamptz not null,
  primary key (tenant_id, script_id)
);
select waihu_tenant_table('script_drafts');
