import { systemRandom } from '../src/foundation/random.ts';
import type { AttackResult } from './attack-result.ts';
import type { AttackedProgram } from './attacked-program.ts';

const guesses = 100;

/** Guesses API keys one after the other; the right one, used before from the same address, goes on working. */
export async function guessKeys({ program, alertOf }: AttackedProgram): Promise<AttackResult> {
  const { json } = await program.run('api-key create', { name: 'crm', scopes: ['calls:read'] });
  const { key: right } = json as { readonly key: string };
  const ask = async (key: string): Promise<number> => {
    const headers = { authorization: `Bearer ${key}` };
    return (await fetch(`${program.waihu.api.url}/api/v1/cti/calls`, { headers })).status;
  };
  const before = await ask(right);
  const statuses: number[] = [];
  for (let guess = 0; guess < guesses; guess++) statuses.push(await ask(`wk_${systemRandom.hex(20)}`));
  const after = await ask(right);
  const alertedAfterMs = await alertOf(['api-keys-guessed'], '127.0.0.1');
  const heard = statuses.filter((status) => status === 401).length;
  const refused = statuses.filter((status) => status === 429).length;
  return {
    attack: 'api-keys',
    holds: before === 200 && after === 200 && heard + refused === guesses && heard < 30 && alertedAfterMs !== null,
    alertedAfterMs,
    detail: { guesses, heard, refused, rightKey: after },
  };
}
