-- A tenant sees itself alone. The owner's functions see all tenants, since sign-in begins before one is known.
create table tenants (
  tenant_id uuid primary key,
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  display_name text not null,
  created_at timestamptz not null default now()
);
select waihu_tenant_table('tenants', 'select');
create policy owner on tenants to waihu_owner using (true) with check (true);

-- Makes a tenant; null where the name is taken.
create function create_tenant(new_id uuid, new_name text, new_display_name text) returns uuid
  language sql security definer set search_path = waihu, pg_temp as $$
  insert into tenants (tenant_id, name, display_name) values (new_id, new_name, new_display_name)
    on conflict (name) do nothing returning tenant_id
$$;
select waihu_app_function('create_tenant');

create function find_tenant(wanted_name text) returns uuid
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select tenant_id from tenants where name = wanted_name
$$;
select waihu_app_function('find_tenant');

create function list_tenants() returns setof tenants
  language sql stable security definer set search_path = waihu, pg_temp as $$
  select * from tenants order by name
$$;
select waihu_app_function('list_tenants');

create table users (
  tenant_id uuid not null,
  id uuid not null,
  login text not null check (login = lower(login)),
  display_name text not null,
  role text not null,
  -- scrypt$cost$blockSize$parallelization$salt$hash, see accounts/password.ts
  password_hash text not null,
  failed_sign_ins int not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, login)
);
select waihu_tenant_table('users');

-- Only hashes of tokens and keys are kept: who reads this table can sign in as nobody.
create table sessions (
  tenant_id uuid not null,
  token_hash bytea not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, user_id) references users on delete cascade
);
select waihu_tenant_table('sessions');
create index sessions_of_user on sessions (tenant_id, user_id);

create table api_keys (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key_hash)
);
select waihu_tenant_table('api_keys');
