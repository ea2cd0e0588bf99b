-- Numbers of ours that campaigns show: whether telephones warn of them, and how often they were answered of late.
create table shown_numbers (
  tenant_id uuid not null,
  number text not null,
  marked_at timestamptz,
  mark_reason text,
  -- Not whole numbers: the old fades; as they were at counted_at.
  dials double precision not null default 0,
  answered double precision not null default 0,
  counted_at timestamptz not null,
  primary key (tenant_id, number),
  check ((marked_at is null) = (mark_reason is null))
);
select waihu_tenant_table('shown_numbers');
