-- Human agents of the lines document in force, and whether one may be offered a call now.
create table seats (
  tenant_id uuid not null,
  name text not null,
  display_name text,
  address text not null,
  skills text[] not null default '{}',
  ring_for_ms int not null,
  -- Since when nobody held it: who waits longest is offered first.
  idle_since timestamptz not null default now(),
  -- After an unanswered offer no other is made before this moment.
  rests_until timestamptz,
  reservation_id uuid,
  reserved_until timestamptz,
  primary key (tenant_id, name),
  check ((reservation_id is null) = (reserved_until is null))
);
select waihu_tenant_table('seats');
create index seats_by_idle on seats (tenant_id, idle_since);

-- One seat held for one call. `key` makes asking twice one reservation.
create table seat_reservations (
  tenant_id uuid not null,
  id uuid not null,
  key text not null,
  seat_name text not null,
  call_id text not null,
  state text not null default 'held' check (state in ('held', 'released', 'lapsed')),
  answered boolean,
  reserved_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key),
  check ((state = 'held') = (ended_at is null))
);
select waihu_tenant_table('seat_reservations');
create index seat_reservations_held on seat_reservations (tenant_id, call_id) where state = 'held';
