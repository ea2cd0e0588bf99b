import { apiScopeSchema, type ApiScope } from '../contract/api-scope.ts';
import type { Action } from './role.ts';

/** What each scope of an API key allows. */
const actionsOf: Readonly<Record<ApiScope, readonly Action[]>> = {
  'calls:read': ['calls.read'],
  'calls:control': ['calls.place', 'calls.control', 'calls.end'],
  'calls:monitor': ['calls.monitor'],
  'agents:read': ['agents.read'],
  'agents:control': ['agents.control'],
  'numbers:read': ['numbers.reveal'],
  'recordings:read': ['recordings.read'],
  'alerts:read': ['alerts.read'],
  'campaigns:read': ['campaigns.read'],
  'campaigns:run': ['campaigns.run'],
};

export function scopesAllow(scopes: readonly ApiScope[], action: Action): boolean {
  return scopes.some((scope) => actionsOf[scope].includes(action));
}

/** Which scopes of a key would allow an action; none where only people may do it. */
export function scopesFor(action: Action): readonly ApiScope[] {
  return apiScopeSchema.options.filter((scope) => actionsOf[scope].includes(action));
}
