-- A key is revoked by its name, so no two in use share one; its last letters tell which key a program holds.
alter table api_keys
  add column hint text not null default '',
  add column created_by text not null default '';
create unique index api_keys_in_use on api_keys (tenant_id, name) where revoked_at is null;
