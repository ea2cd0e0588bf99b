-- A seat may sit at an extension of the house instead of at an address, and its agent signs in and out.
alter table seats
  alter column address drop not null,
  add column extension text,
  add column srtp text,
  add column skill_levels jsonb,
  -- What the agent does but for talking; null: nobody ever signed in or out here, and it is offered calls as it is.
  add column agent_state text check (agent_state in ('ready', 'wrap-up', 'paused', 'offline')),
  add column agent_reason text,
  add constraint seats_sit_somewhere check ((address is null) <> (extension is null));

-- Callers who hung up and wait to be called back. Those of a queue keep their place in it; without one they are for people to see to.
create table call_backs (
  tenant_id uuid not null,
  -- The call in which it was asked for.
  call_id text not null,
  queue text,
  number text not null,
  priority int not null,
  skills text[] not null default '{}',
  joined_at timestamptz not null,
  asked_at timestamptz not null,
  attempts int not null,
  -- Not tried again before.
  not_before timestamptz not null,
  ended text check (ended in ('reached', 'not-reached', 'too-late', 'withdrawn')),
  ended_at timestamptz,
  primary key (tenant_id, call_id),
  check ((ended is null) = (ended_at is null))
);
select waihu_tenant_table('call_backs');
create index call_backs_open on call_backs (tenant_id, joined_at) where ended is null;
