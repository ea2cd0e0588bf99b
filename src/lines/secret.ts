import type { Credentials } from '../contract/live-services.ts';
import type { Trunk } from '../contract/lines-document.ts';
import { CodedError } from '../foundation/errors.ts';

/** Where secrets are: the environment and files, read only when one is asked for. */
export interface SecretSources {
  env(name: string): string | undefined;
  readFile(path: string): Promise<string>;
}

/** The secret behind `env:NAME` or `file:/path`. The error names the reference, never a value. */
export async function resolveSecret(reference: string, sources: SecretSources): Promise<string> {
  const [, kind, place = ''] = /^(env|file):(.+)$/.exec(reference) ?? [];
  const secret = kind === 'env' ? sources.env(place) : await readOrNothing(place, sources);
  if (secret !== undefined && secret !== '') return secret;
  const wanted = kind === 'env' ? `set the environment variable ${place}` : `write the secret into ${place}`;
  throw new CodedError('secret-missing', `the secret ${reference} is not there: ${wanted}`, { reference });
}

/** Username and password of a trunk, or null for one that needs none. */
export async function trunkCredentials(
  trunk: Pick<Trunk, 'username' | 'password'>,
  sources: SecretSources,
): Promise<Credentials | null> {
  if (trunk.username === undefined || trunk.password === undefined) return null;
  return { username: trunk.username, password: await resolveSecret(trunk.password, sources) };
}

async function readOrNothing(path: string, sources: SecretSources): Promise<string | undefined> {
  try {
    return (await sources.readFile(path)).replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
