create table contact_lists (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
select waihu_tenant_table('contact_lists');

-- People to call. No foreign key to the list: a million leads would lock one row a million times, and rows are only
-- inserted by the import, which holds the list.
create table leads (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  list_id uuid not null,
  -- E.164, or a simulated +999 number.
  phone_e164 text not null,
  name text,
  attributes jsonb not null default '{}',
  status text not null default 'new' check (status in ('new', 'contacted', 'converted', 'closed')),
  grade text check (grade in ('A', 'B', 'C', 'D', 'E', 'F')),
  -- The import that brought the row and the line it stood on: how a later line knows what it repeats.
  import_id uuid,
  source_line int,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, list_id, phone_e164)
);
select waihu_tenant_table('leads');
create index leads_of_list on leads (tenant_id, list_id, id);

create table lead_imports (
  tenant_id uuid not null,
  id uuid not null,
  list_id uuid not null,
  file_name text not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  failure text,
  read_rows int not null default 0,
  imported int not null default 0,
  duplicates int not null default 0,
  rejected int not null default 0,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, list_id) references contact_lists on delete cascade
);
select waihu_tenant_table('lead_imports');

-- What was wrong with which line; values hold no whole number.
create table lead_import_problems (
  tenant_id uuid not null,
  import_id uuid not null,
  line int not null,
  reason text not null,
  column_name text not null,
  value_masked text not null,
  -- For a line that repeats an earlier one of the same file.
  first_line int,
  -- The row came in all the same.
  kept boolean not null,
  primary key (tenant_id, import_id, line, reason),
  foreign key (tenant_id, import_id) references lead_imports on delete cascade
);
select waihu_tenant_table('lead_import_problems');
