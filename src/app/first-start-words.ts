import type { FirstCredentials } from '../accounts/index.ts';

/** How the administrator signs in. Whatever opens a data folder first says it: it is kept nowhere in plain. */
export function firstStartWords({ login, password }: FirstCredentials): string {
  return `First start: sign in as '${login}' with ${password} (shown this once)`;
}
