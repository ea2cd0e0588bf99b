-- Messages that callers left in the boxes of extensions. The sound is a wav below the recordings folder.
create table voicemails (
  tenant_id uuid not null,
  id uuid not null,
  key text not null,
  box text not null,
  call_id text not null,
  caller text not null,
  file text not null,
  duration_ms integer not null check (duration_ms >= 0),
  left_at timestamptz not null,
  heard_at timestamptz,
  mailed_at timestamptz,
  -- Its key is remembered, so that a late second hand-over does not bring it back.
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
select waihu_tenant_table('voicemails', 'select, insert, update');
create index voicemails_of_box on voicemails (tenant_id, box, left_at desc, id desc) where deleted_at is null;
create index voicemails_by_time on voicemails (tenant_id, left_at desc, id desc) where deleted_at is null;

-- Lamps of telephones follow the boxes, whoever changed them and on whichever node.
create function tell_voicemail_boxes() returns trigger language plpgsql as $$
begin
  perform pg_notify('waihu_voicemail', new.tenant_id || '/' || new.box);
  return null;
end $$;
select waihu_app_function('tell_voicemail_boxes');
create trigger tell_voicemail_boxes after insert or update of heard_at, deleted_at on voicemails
  for each row execute function tell_voicemail_boxes();
