import type { Generated } from 'kysely';

export interface TenantRow {
  tenant_id: string;
  name: string;
  display_name: string;
  created_at: Generated<Date>;
}

export interface UserRow {
  tenant_id: Generated<string>;
  id: string;
  login: string;
  display_name: string;
  role: string;
  password_hash: string;
  failed_sign_ins: Generated<number>;
  locked_until: Date | null;
  disabled_at: Date | null;
  created_at: Generated<Date>;
}

export interface SessionRow {
  tenant_id: Generated<string>;
  token_hash: Buffer;
  user_id: string;
  created_at: Generated<Date>;
  expires_at: Date;
}

export interface ApiKeyRow {
  tenant_id: Generated<string>;
  id: string;
  name: string;
  key_hash: Buffer;
  scopes: string[];
  hint: Generated<string>;
  created_by: Generated<string>;
  created_at: Generated<Date>;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

export interface AccountsTables {
  tenants: TenantRow;
  users: UserRow;
  sessions: SessionRow;
  api_keys: ApiKeyRow;
}
