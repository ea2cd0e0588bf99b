-- What a tenant has set, by name.
create table settings (
  tenant_id uuid not null,
  name text not null,
  value jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (tenant_id, name)
);
select waihu_tenant_table('settings');

-- What all nodes must have the same of, such as the key for HMACs of numbers.
create table platform_settings (
  name text primary key,
  value text not null,
  created_at timestamptz not null default now()
);
select waihu_platform_table('platform_settings', 'one value for all tenants and nodes');

-- The value of a platform setting; the first who asks sets it, everybody after gets the same.
create function platform_setting(setting_name text, value_if_new text) returns text
  language plpgsql security definer set search_path = waihu, pg_temp as $$
begin
  insert into platform_settings (name, value) values (setting_name, value_if_new) on conflict (name) do nothing;
  return (select value from platform_settings where name = setting_name);
end $$;
select waihu_app_function('platform_setting');
