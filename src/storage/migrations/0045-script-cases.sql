-- The conversations that a script must hold to be published, as their author wrote them (YAML).
create table script_cases (
  tenant_id uuid not null,
  script_id text not null,
  file text not null,
  text text not null,
  saved_at timestamptz not null,
  primary key (tenant_id, script_id)
);
select waihu_tenant_table('script_cases');
