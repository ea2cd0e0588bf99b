-- Facts, written in the transaction that made them true and taken out by the relay, which runs as the owner and sees
-- those of all tenants. Ids only: a number in a fact would travel into jobs and logs.
create table outbox (
  tenant_id uuid not null,
  id bigint generated always as identity primary key,
  fact_id uuid not null default gen_random_uuid(),
  kind text not null,
  subject_id text not null check (subject_id !~ '^\+?[0-9]{7,}$'),
  at timestamptz not null default now()
);
select waihu_tenant_table('outbox', 'insert');
create policy relay on outbox to waihu_owner using (true);

create function tell_relay() returns trigger language plpgsql as $$
begin
  perform pg_notify('waihu_outbox', 'fact');
  return null;
end $$;
select waihu_app_function('tell_relay');
create trigger tell_relay after insert on outbox for each statement execute function tell_relay();

-- Which reaction has dealt with which fact: written in the reaction's own transaction, so each fact counts once.
create table reactions_done (
  tenant_id uuid not null,
  reaction text not null,
  fact_id uuid not null,
  done_at timestamptz not null default now(),
  primary key (tenant_id, reaction, fact_id)
);
select waihu_tenant_table('reactions_done', 'select, insert');
create policy relay on reactions_done to waihu_owner using (true);
create index reactions_done_at on reactions_done (done_at);
