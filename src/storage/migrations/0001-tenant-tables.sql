-- How tables are made here. Everything stands in the schema waihu, which is first in every connection's search_path.
-- Each new table is declared by one of two functions, and a test walks the catalogue and fails where neither was called:
--
--   create table leads (
--     tenant_id uuid not null,
--     id uuid not null default gen_random_uuid(),
--     …,
--     primary key (tenant_id, id)
--   );
--   select waihu_tenant_table('leads');
--
--   create table callee_ledger (callee_hmac bytea not null, …);
--   select waihu_platform_table('callee_ledger', 'caps count across tenants');
--   create function note_attempt(…) returns … language plpgsql security definer
--     set search_path = waihu, pg_temp as $$ … $$;
--   select waihu_app_function('note_attempt');

-- PostgreSQL lets everybody execute new functions; here nobody may until they are granted.
alter default privileges revoke execute on functions from public;

-- Gives a table to its tenants: tenant_id is there, never null, and set by the transaction's tenant; row security is
-- forced on owner and application alike; waihu_app may do what `privileges` say. There is no foreign key to tenants:
-- a million leads would lock one row a million times, and the policy already proves whose row it is.
create function waihu_tenant_table(table_name regclass, privileges text default 'select, insert, update, delete')
  returns void language plpgsql as $$
begin
  execute format('alter table %s add column if not exists tenant_id uuid', table_name);
  execute format(
    'alter table %s alter column tenant_id set not null, '
    'alter column tenant_id set default nullif(current_setting(''app.tenant'', true), '''')::uuid, '
    'enable row level security, force row level security', table_name);
  execute format(
    'create policy tenant on %s using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid) '
    'with check (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::uuid)', table_name);
  execute format('grant %s on %s to waihu_app', privileges, table_name);
end $$;

-- Keeps a table above tenants: waihu_app may not touch it but through security definer functions.
create function waihu_platform_table(table_name regclass, reason text) returns void language plpgsql as $$
begin
  execute format('revoke all on %s from public, waihu_app', table_name);
  execute format('comment on table %s is %L', table_name, 'platform: ' || reason);
end $$;

-- Lets waihu_app call a function.
create function waihu_app_function(function_name regproc) returns void language plpgsql as $$
begin
  execute format('grant execute on function %s to waihu_app', function_name::regprocedure);
end $$;

