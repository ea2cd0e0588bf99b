-- What people who run the program should know at once. The platform's own (`platform`) stand with the first tenant, whose
-- administrators run it, and are read by them alone.
create table alerts (
  tenant_id uuid not null,
  id uuid not null,
  platform boolean not null default false,
  kind text not null,
  severity text not null check (severity in ('warning', 'critical')),
  source text not null,
  facts jsonb not null default '{}',
  -- The minute since the epoch that it began in: the same again within it is counted.
  minute bigint not null,
  count int not null default 1 check (count > 0),
  at timestamptz not null,
  last_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  primary key (tenant_id, id),
  unique (tenant_id, platform, kind, source, minute),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
select waihu_tenant_table('alerts');
create index alerts_by_time on alerts (tenant_id, at desc, id desc);
