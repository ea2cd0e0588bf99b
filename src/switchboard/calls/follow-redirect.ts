import type { LegRefusal } from '../../call/index.ts';
import { dialPlan } from './dial-plan.ts';
import type { HouseCall } from './house-call.ts';
import type { Asker, Lead } from './lead.ts';
import type { RingTarget } from './ring-telephones.ts';

/** How those are reached whom a redirect names. */
export interface RedirectWays {
  /** The number that a URI of our own asks for; null where it leads elsewhere. */
  readonly dialedOf: (uri: string) => string | null;
  readonly phonesOf: (extension: string) => readonly RingTarget[];
  readonly outside: (to: Extract<Lead, { readonly kind: 'outside' }>, by: Asker) => RingTarget;
}

/**
 * Where a telephone of the house sends its caller on (3xx): another extension, or a number outside as that telephone would
 * call it itself. Whatever else it names is not followed; null where nothing is left.
 */
export function followRedirect(
  ways: RedirectWays,
  call: HouseCall,
  extension: string,
  asker: Asker,
  redirects: NonNullable<LegRefusal['redirects']>,
): RingTarget | null {
  const { house } = call.order;
  if (!house.lines.extensions.some(({ name }) => name === extension)) return null;
  for (const { uri } of redirects) {
    const dialed = ways.dialedOf(uri);
    if (dialed === null) continue;
    const nowMs = call.around.clock.now();
    const plan = dialPlan(house, { extension, trunk: null, caller: extension, dialed, nowMs });
    if ('refuse' in plan) continue;
    const { to } = plan;
    const [phone] = to.kind === 'extension' ? ways.phonesOf(to.extension) : [];
    const sentOn = [...(asker.sentOn ?? []), { extension, reason: 'deflection' } as const];
    const by = { initiator: 'forward', extension, sentOn } as const;
    const target = to.kind === 'outside' ? ways.outside(to, by) : phone;
    if (!target) continue;
    call.tell({ kind: 'led', to: target.party, why: `${extension}: redirected by its telephone` });
    return target;
  }
  return null;
}
