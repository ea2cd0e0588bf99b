import type { Trunk } from '../contract/lines-document.ts';
import type { TrunkRoom } from '../contract/live-calls.ts';
import { isEmergencyNumber, numberingRefusal } from '../contract/number-format.ts';
import type { Random } from '../foundation/random.ts';
import { weightedOrder } from '../foundation/weighted-order.ts';

/** A call that must leave by some trunk. */
export interface TrunkNeed {
  /** E.164. */
  readonly callee: string;
  /** Numbers that may be shown; any that the trunk owns where empty. */
  readonly callerPool: readonly string[];
  /** Only this trunk, where somebody chose it. */
  readonly trunk?: string;
}

export interface TrunkCandidate {
  readonly trunk: Trunk;
  /** Shown to the callee: one that the trunk owns. */
  readonly caller: string;
}

export interface TrunkChoice {
  /** To be tried in this order, each with a permit of its own. */
  readonly candidates: readonly TrunkCandidate[];
  /** Why each of the others takes no part. */
  readonly refused: readonly { readonly trunk: string; readonly why: string }[];
}

/**
 * Trunks that can take a call now: by destination, owned caller number, health and room; then by priority and weight.
 * `roomOf` is what the live half says of free lines and health (`LiveCalls.trunkRoom`).
 */
export function chooseTrunks(
  need: TrunkNeed,
  trunks: readonly Trunk[],
  roomOf: (trunk: string) => TrunkRoom,
  random: Random,
): TrunkChoice {
  const able: Trunk[] = [];
  const refused: { trunk: string; why: string }[] = [];
  for (const trunk of trunks) {
    if (need.trunk !== undefined && trunk.name !== need.trunk) continue;
    const why = refusalOf(need, trunk) ?? roomRefusal(roomOf(trunk.name));
    if (why === null) able.push(trunk);
    else refused.push({ trunk: trunk.name, why });
  }
  const candidates = weightedOrder(able, random).flatMap((trunk) => {
    const owned = callersOf(need, trunk);
    const caller = owned[random.int(owned.length)];
    return caller === undefined ? [] : [{ trunk, caller }];
  });
  return { candidates, refused };
}

/** A call for help shows what the trunk has where it owns none of the pool. */
function callersOf(need: TrunkNeed, trunk: Trunk): readonly string[] {
  if (need.callerPool.length === 0) return trunk.callerNumbers;
  const owned = trunk.callerNumbers.filter((number) => need.callerPool.includes(number));
  return owned.length === 0 && isEmergencyNumber(need.callee) ? trunk.callerNumbers.slice(0, 1) : owned;
}

function refusalOf(need: TrunkNeed, trunk: Trunk): string | null {
  const numbering = numberingRefusal(trunk, need.callee);
  if (numbering !== null) return numbering;
  const { destinations } = trunk;
  if (isEmergencyNumber(need.callee)) return null;
  if (destinations.length > 0 && !destinations.some((beginning) => need.callee.startsWith(beginning)))
    return `it takes ${destinations.join(', ')}`;
  return callersOf(need, trunk).length === 0 ? 'it owns none of the numbers that may be shown' : null;
}

function roomRefusal({ usable, reason, freeLines }: TrunkRoom): string | null {
  if (!usable) return reason ?? 'it takes no calls now';
  return freeLines > 0 ? null : 'all its lines are in use';
}

/**
 * Whether a call that failed so is tried elsewhere. What speaks of the callee (busy, declined, no such number) never is,
 * nor is a call that rang: his telephone would ring twice.
 */
export function mayFailOver(
  trunk: Pick<Trunk, 'failoverOn'>,
  failure: { readonly status: number; readonly rang: boolean },
): boolean {
  return !failure.rang && trunk.failoverOn.includes(failure.status);
}
