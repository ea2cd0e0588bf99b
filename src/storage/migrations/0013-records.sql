-- What happened in each call: columns for what people look for, the record whole beside them.
create table calls (
  tenant_id uuid not null,
  id text not null,
  attempt_id uuid,
  campaign_id uuid,
  lead_id uuid,
  callee text not null,
  caller text not null,
  trunk text,
  script_id text not null,
  script_version int not null,
  outcome text not null,
  answered_by text,
  grade text,
  hang_up_by text not null,
  sip_status int,
  q850_cause int,
  invite_sent boolean not null,
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz not null,
  ring_sec double precision not null,
  talk_sec double precision not null,
  bridged_sec double precision not null,
  turns int not null,
  tags text[] not null,
  do_not_call boolean not null,
  order_ids uuid[] not null,
  transfer_seat text,
  transfer_answered boolean,
  recording_folder text,
  -- All that was said, one line each, for text search.
  words text not null,
  record jsonb not null,
  kept_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select waihu_tenant_table('calls');
create index calls_by_time on calls (tenant_id, started_at desc, id desc);
create index calls_of_campaign on calls (tenant_id, campaign_id, started_at desc, id desc);
create index calls_of_lead on calls (tenant_id, lead_id, started_at desc) where lead_id is not null;
create index calls_of_attempt on calls (tenant_id, attempt_id) where attempt_id is not null;

create table call_entries (
  tenant_id uuid not null,
  call_id text not null,
  ordinal int not null,
  speaker text not null,
  text text not null,
  completed boolean not null,
  via text,
  confidence double precision,
  node text not null,
  turn int not null,
  offset_ms double precision not null,
  duration_ms double precision not null,
  primary key (tenant_id, call_id, ordinal),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('call_entries');

create table call_turns (
  tenant_id uuid not null,
  call_id text not null,
  ordinal int not null,
  turn int not null,
  endpoint_ms double precision,
  recognizer_ms double precision,
  dialogue_ms double precision,
  model_ms double precision,
  synthesis_ms double precision,
  first_packet_ms double precision,
  primary key (tenant_id, call_id, ordinal),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('call_turns');

create table call_tracks (
  tenant_id uuid not null,
  call_id text not null,
  ordinal int not null,
  kind text not null,
  leg text not null,
  codec text not null,
  sample_rate_hz int not null,
  file text not null,
  start_offset_ms double precision not null,
  duration_ms double precision not null,
  sha256 text not null,
  primary key (tenant_id, call_id, ordinal),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('call_tracks');

create table call_usage (
  tenant_id uuid not null,
  call_id text not null,
  ordinal int not null,
  provider text not null,
  recognized_sec double precision not null,
  synthesized_chars int not null,
  cached_chars int not null,
  model_tokens int not null,
  primary key (tenant_id, call_id, ordinal),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('call_usage');
