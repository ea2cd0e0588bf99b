-- Every dial of a person by anybody: what caps are counted over. Numbers stand here as HMACs only.
create table callee_ledger (
  attempt_id uuid primary key,
  number_hash bytea not null,
  at timestamptz not null
);
select waihu_platform_table('callee_ledger', 'caps count dials of one person across tenants');
create index callee_ledger_of_number on callee_ledger (number_hash, at);
create index callee_ledger_at on callee_ledger (at);

create table platform_suppressions (
  number_hash bytea primary key,
  reason text not null,
  source text not null,
  at timestamptz not null
);
select waihu_platform_table('platform_suppressions', 'people no tenant may call');

-- The first step of the gate: from here to the end of the transaction nobody else judges this callee. Each statement
-- of a volatile function has a snapshot of its own, so what is read was committed before the lock was taken.
create function lock_callee(callee bytea)
  returns table (locked_at timestamptz, dialed_at timestamptz[], suppressed boolean)
  language plpgsql volatile security definer set search_path = waihu, pg_temp as $$
begin
  perform pg_advisory_xact_lock(('x' || encode(substr(callee, 1, 8), 'hex'))::bit(64)::bigint);
  return query select
    clock_timestamp(),
    array(select l.at from callee_ledger l where l.number_hash = callee order by l.at desc limit 1000),
    exists (select from platform_suppressions s where s.number_hash = callee);
end $$;
select waihu_app_function('lock_callee');

-- Counts a dial. Takes the lock again, which costs nothing to whom has it, so that no caller can forget it.
create function count_dial(callee bytea, attempt uuid, dialed_at timestamptz) returns void
  language plpgsql security definer set search_path = waihu, pg_temp as $$
begin
  perform pg_advisory_xact_lock(('x' || encode(substr(callee, 1, 8), 'hex'))::bit(64)::bigint);
  insert into callee_ledger (attempt_id, number_hash, at) values (attempt, callee, dialed_at);
end $$;
select waihu_app_function('count_dial');

create function uncount_dial(attempt uuid) returns void
  language sql security definer set search_path = waihu, pg_temp as $$
  delete from callee_ledger where attempt_id = attempt
$$;
select waihu_app_function('uncount_dial');

create function prune_callee_ledger(before timestamptz) returns bigint
  language sql security definer set search_path = waihu, pg_temp as $$
  with gone as (delete from callee_ledger where at < before returning 1) select count(*) from gone
$$;
select waihu_app_function('prune_callee_ledger');

create function platform_suppress(callee bytea, why text, whence text, since timestamptz) returns void
  language sql security definer set search_path = waihu, pg_temp as $$
  insert into platform_suppressions (number_hash, reason, source, at) values (callee, why, whence, since)
    on conflict (number_hash) do nothing
$$;
select waihu_app_function('platform_suppress');

create function platform_suppressed(callee bytea) returns boolean
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select exists (select from platform_suppressions where number_hash = callee)
$$;
select waihu_app_function('platform_suppressed');

create function platform_unsuppress(callee bytea) returns boolean
  language sql security definer set search_path = waihu, pg_temp as $$
  with gone as (delete from platform_suppressions where number_hash = callee returning 1) select exists (select from gone)
$$;
select waihu_app_function('platform_unsuppress');

-- People who asked a tenant for silence. No expiry; lifted by a newer consent alone, which leaves the row as it is.
create table suppressions (
  tenant_id uuid not null,
  id uuid not null,
  number_hash bytea not null,
  number_masked text not null,
  reason text not null,
  source text not null,
  call_id text,
  at timestamptz not null,
  primary key (tenant_id, id)
);
select waihu_tenant_table('suppressions', 'select, insert');
create index suppressions_of_number on suppressions (tenant_id, number_hash, at desc);
create unique index suppressions_of_call on suppressions (tenant_id, call_id, number_hash) where call_id is not null;

-- Who allowed which kind of call, when, and how we know.
create table consents (
  tenant_id uuid not null,
  id uuid not null,
  number_hash bytea not null,
  number_masked text not null,
  purpose text not null,
  source text not null,
  evidence text not null,
  at timestamptz not null,
  primary key (tenant_id, id)
);
select waihu_tenant_table('consents', 'select, insert');
create unique index consents_of_number on consents (tenant_id, number_hash, purpose, at desc);

-- One try to reach somebody by a trunk. The gate alone inserts; `key` makes asking twice one attempt.
create table attempts (
  tenant_id uuid not null,
  id uuid not null,
  key text not null,
  node text not null,
  initiator text not null,
  purpose text not null,
  campaign_id uuid,
  lead_id uuid,
  trunk text not null,
  caller text not null,
  number_hash bytea not null,
  number_masked text not null,
  permit_id uuid not null,
  permit_expires_at timestamptz not null,
  state text not null default 'reserved' check (state in ('reserved', 'sent', 'answered', 'closed', 'released')),
  call_id text,
  outcome text,
  reserved_at timestamptz not null,
  sent_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key),
  check ((state in ('closed', 'released')) = (ended_at is not null)),
  check ((state = 'closed') = (outcome is not null))
);
select waihu_tenant_table('attempts', 'select, insert, update');
create policy owner on attempts for select to waihu_owner using (true);
create unique index attempts_by_id on attempts (id);
create index attempts_open on attempts (node) where ended_at is null;
create index attempts_of_campaign on attempts (tenant_id, campaign_id, reserved_at);
create index attempts_of_call on attempts (tenant_id, call_id) where call_id is not null;

create function attempt_tenant(attempt uuid) returns uuid
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select tenant_id from attempts where id = attempt
$$;
select waihu_app_function('attempt_tenant');

create function open_attempts(of_node text)
  returns table (tenant_id uuid, attempt_id uuid, campaign_id uuid, lead_id uuid, state text, permit_expires_at timestamptz)
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select a.tenant_id, a.id, a.campaign_id, a.lead_id, a.state, a.permit_expires_at from attempts a where a.node = of_node and a.ended_at is null
$$;
select waihu_app_function('open_attempts');

-- What the gate said each time it was asked, and why. Facts hold no number.
create table gate_verdicts (
  tenant_id uuid not null,
  id bigint generated always as identity,
  key text not null,
  allowed boolean not null,
  rule_id text not null,
  facts jsonb not null,
  retry_at timestamptz,
  attempt_id uuid,
  campaign_id uuid,
  lead_id uuid,
  initiator text not null,
  purpose text not null,
  trunk text not null,
  number_hash bytea not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
select waihu_tenant_table('gate_verdicts', 'select, insert');
create index gate_verdicts_of_campaign on gate_verdicts (tenant_id, campaign_id, rule_id);
create index gate_verdicts_of_lead on gate_verdicts (tenant_id, lead_id) where lead_id is not null;
