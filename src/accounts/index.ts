/**
 * Tenants, their users, roles, API keys and speech settings: who somebody is and what they may do. It keeps no password, token or key in
 * clear, and never decides what a permitted action does.
 */
export { openAccounts, type Accounts } from './accounts.ts';
export type { ApiKey } from './api-key-store.ts';
export type { ChangePasswordAnswer } from './change-password.ts';
export type { ChangeUserAnswer, UserChange } from './change-user.ts';
export type { CreateApiKeyAnswer, NewApiKey } from './create-api-key.ts';
export type { CreateTenantAnswer, FirstCredentials } from './create-tenant.ts';
export type { CreateUserAnswer, NewUser } from './create-user.ts';
export { allows, type Principal } from './principal.ts';
export { actionSchema, may, mayManage, roleSchema, type Action, type Role } from './role.ts';
export { scopesFor } from './scope.ts';
export { openSpeechSettings, type SpeechOfTenants } from './speech-settings.ts';
export type { SignInAnswer, SignInRequest } from './sign-in.ts';
export type { Tenant } from './tenant-store.ts';
export type { User } from './user-store.ts';
