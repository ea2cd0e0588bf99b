-- What a call came to, in a few sentences: put together from its record, or a language model's; and what its script wanted to know.
create table call_summaries (
  tenant_id uuid not null,
  call_id text not null,
  text text not null,
  -- Who wrote the text; null: it is put together from the record.
  model text,
  -- The rule and the words for which the model's text was not taken.
  withheld jsonb,
  extracted jsonb not null default '{}',
  made_at timestamptz not null default now(),
  primary key (tenant_id, call_id),
  foreign key (tenant_id, call_id) references calls on delete cascade
);
select waihu_tenant_table('call_summaries');
