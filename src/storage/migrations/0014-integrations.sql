-- What customers bought on the telephone.
create table orders (
  tenant_id uuid not null,
  id uuid not null,
  serial bigint generated always as identity (start with 10000001),
  -- What people call it by; digits alone, since the robot says it aloud.
  number text not null generated always as (serial::text) stored,
  key text not null,
  call_id text not null,
  -- Whose telephone is insured or served; the number itself stands with the lead alone.
  lead_id uuid,
  product text not null,
  -- As the customer said it, and in whole yuan where it is a sum.
  amount text not null,
  amount_yuan numeric(14, 2),
  details jsonb not null default '{}',
  state text not null default 'draft' check (state in ('draft', 'confirmed', 'issued', 'failed', 'cancelled')),
  state_reason text,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, key),
  unique (tenant_id, number)
);
select waihu_tenant_table('orders');
create index orders_by_time on orders (tenant_id, created_at desc, id desc);
create index orders_of_call on orders (tenant_id, call_id);

-- Each function a script called, once by key, and what it answered.
create table function_calls (
  tenant_id uuid not null,
  key text not null,
  name text not null,
  call_id text not null,
  args jsonb not null,
  result jsonb,
  at timestamptz not null default now(),
  primary key (tenant_id, key)
);
select waihu_tenant_table('function_calls', 'select, insert, update');
create index function_calls_of_call on function_calls (tenant_id, call_id);

create table sms_messages (
  tenant_id uuid not null,
  id uuid not null,
  key text not null,
  call_id text not null,
  lead_id uuid,
  to_phone text not null,
  text text not null,
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
  provider text,
  failure text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
select waihu_tenant_table('sms_messages', 'select, insert, update');
create index sms_messages_queued on sms_messages (tenant_id, created_at) where state = 'queued';
