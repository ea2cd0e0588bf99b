-- Every version of every script that was published; the last is the one that new calls take. None is ever changed.
create table script_versions (
  tenant_id uuid not null,
  script_id text not null,
  version int not null check (version > 0),
  name text not null,
  document jsonb not null,
  published_at timestamptz not null default now(),
  primary key (tenant_id, script_id, version)
);
select waihu_tenant_table('script_versions', 'select, insert');
