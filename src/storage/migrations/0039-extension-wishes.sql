-- What extensions asked for themselves by their telephones: where all their calls go, and whether they may be disturbed.
-- Null: as the lines document has it.
create table extension_wishes (
  tenant_id uuid not null,
  extension text not null,
  forward_to text,
  do_not_disturb boolean,
  asked_at timestamptz not null default now(),
  primary key (tenant_id, extension)
);
select waihu_tenant_table('extension_wishes', 'select, insert, update');
