-- Where a draft stands on its way to being published: saved again it is a draft again, for what was read was another text.
alter table script_drafts
  add column state text not null default 'draft' check (state in ('draft', 'in-review', 'approved', 'returned')),
  -- Why it was returned.
  add column note text;

-- Who did what to a script and when. Lines are added and never changed.
create table script_history (
  tenant_id uuid not null,
  script_id text not null,
  line bigint generated always as identity,
  at timestamptz not null,
  done_by text not null,
  deed text not null,
  version int,
  note text,
  primary key (tenant_id, script_id, line)
);
select waihu_tenant_table('script_history', 'select, insert');
