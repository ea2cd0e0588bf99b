import { isIP } from 'node:net';
import type { DialPermit } from '../contract/dial-permit.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { InviteGuard, RegisteredContact } from '../telephony/index.ts';
import type { KnownTrunk, TrunkPlaces } from './trunk-places.ts';

/** A permit is forgotten so long after it was last used: it has expired by then, and no repeat of its INVITE is due. */
const rememberForMs = 600_000;

type Where = Pick<TrunkPlaces, 'trunksAt'>;

interface Use {
  /** An answered INVITE is the last of its permit. */
  state: 'in the air' | 'failed' | 'answered';
  atMs: number;
}

/**
 * The last door before the wire: no INVITE comes to a trunk's address without the permit for that trunk, whichever part of the
 * program placed it. A permit is good until it expires and for one INVITE; a repeat (another address, another offer) may
 * follow one that failed.
 */
export function guardInvites(where: Where, clock: Clock, logger: Logger): InviteGuard {
  const uses = new Map<string, Use>();
  const forget = (nowMs: number): void => {
    for (const [id, { state, atMs }] of uses)
      if (state !== 'in the air' && atMs < nowMs - rememberForMs) uses.delete(id);
  };
  const mayUse = ({ permitId, expiresAtMs }: DialPermit, nowMs: number): boolean => {
    const known = uses.get(permitId);
    return known ? known.state === 'failed' : nowMs <= expiresAtMs;
  };
  return ({ permit }, ways) => {
    const trunks = ways.flatMap((way) => where.trunksAt(way));
    if (!permit && trunks.length === 0) return { over: () => undefined };
    const nowMs = clock.now();
    forget(nowMs);
    if (!permit || !isFor(permit, trunks) || !mayUse(permit, nowMs)) {
      logger.error({ trunk: trunks[0]?.trunk.name, permitted: permit?.trunk }, 'an INVITE without leave was stopped');
      return null;
    }
    const use: Use = { state: 'in the air', atMs: nowMs };
    uses.set(permit.permitId, use);
    return {
      over(answered) {
        use.state = answered ? 'answered' : 'failed';
        use.atMs = clock.now();
      },
    };
  };
}

/** A trunk that was taken off the lines while it was asked for is nobody's any more. */
function isFor(permit: DialPermit, trunks: readonly KnownTrunk[]): boolean {
  const own = ({ tenantId, trunk }: KnownTrunk): boolean => tenantId === permit.tenantId && trunk.name === permit.trunk;
  return trunks.length === 0 || trunks.some(own);
}

/** Whether a telephone may say that it is there: neither at a trunk, nor behind a name that may become one. */
export function mayBeCalledThere(where: Where, { nextHop }: Pick<RegisteredContact, 'nextHop'>): boolean {
  return isIP(nextHop.host) !== 0 && where.trunksAt(nextHop).length === 0;
}
