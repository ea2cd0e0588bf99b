-- How the robot's dialogue of a call went: what it was given, when, and what it did, for a replay by another version of its script.
create table call_dialogues (
  tenant_id uuid not null,
  call_id text not null,
  script_id text not null,
  script_version int not null,
  dialogue jsonb not null,
  primary key (tenant_id, call_id),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('call_dialogues');
create index call_dialogues_by_script on call_dialogues (tenant_id, script_id, script_version);
