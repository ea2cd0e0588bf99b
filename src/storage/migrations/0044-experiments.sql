-- Which variant of an experiment each person meets, and what the first call came to that says something of it.
create table experiment_people (
  tenant_id uuid not null,
  scope text not null check (scope in ('script', 'campaign')),
  -- A script's id, or a campaign's.
  scope_id text not null,
  experiment text not null,
  -- A lead.
  person uuid not null,
  variant text not null,
  met_at timestamptz not null,
  -- Null until a call of his is counted.
  call_id text,
  counted_at timestamptz,
  success boolean,
  primary key (tenant_id, scope, scope_id, experiment, person),
  check ((call_id is null) = (success is null) and (call_id is null) = (counted_at is null))
);
select waihu_tenant_table('experiment_people');
