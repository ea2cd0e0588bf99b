-- Every lines document that was applied; the last is the one in force. Secrets stand in it by reference only.
create table lines_versions (
  tenant_id uuid not null,
  version int not null check (version > 0),
  document jsonb not null,
  -- The text it was read from, comments and all.
  source text not null,
  changes jsonb not null,
  applied_by text not null,
  applied_at timestamptz not null default now(),
  primary key (tenant_id, version)
);
select waihu_tenant_table('lines_versions', 'select, insert');
