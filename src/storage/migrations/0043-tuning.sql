-- The daily loop (话术优化). Both tables are what finished calls say, written again from their dialogues at any time; they go with the call.

-- Sentences that were not understood, or wrongly. Names and numbers of people are blanked out.
create table misunderstood_sentences (
  tenant_id uuid not null,
  call_id text not null,
  -- Among the inputs of the dialogue.
  step int not null,
  script_id text not null,
  script_version int not null,
  said_at timestamptz not null,
  flow text not null,
  node text not null,
  question text not null,
  text text not null,
  why text not null check (why in ('missed', 'denied', 'objected', 'doubted', 'said-again', 'hung-up')),
  readings jsonb not null,
  from_sec double precision,
  to_sec double precision,
  primary key (tenant_id, call_id, step),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('misunderstood_sentences');
create index misunderstood_by_script on misunderstood_sentences (tenant_id, script_id, said_at desc);

-- Who heard which node of a script, and who was lost there.
create table node_visits (
  tenant_id uuid not null,
  call_id text not null,
  script_id text not null,
  script_version int not null,
  flow text not null,
  node text not null,
  at timestamptz not null,
  lost text check (lost in ('hung-up', 'refused', 'right-after')),
  robot_said text not null default '',
  customer_said text not null default '',
  at_sec double precision,
  primary key (tenant_id, call_id, flow, node),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('node_visits');
create index node_visits_by_script on node_visits (tenant_id, script_id, script_version, flow, node);
create index lost_at_node on node_visits (tenant_id, script_id, script_version, flow, node, at desc) where lost is not null;

-- What an author never wants to see again, by its words.
create table ignored_sentences (
  tenant_id uuid not null,
  script_id text not null,
  text text not null,
  ignored_at timestamptz not null,
  ignored_by text not null,
  primary key (tenant_id, script_id, text)
);
select waihu_tenant_table('ignored_sentences');
