import type { CampaignSettings } from '../../contract/campaign-settings.ts';
import type { TenantId } from '../../contract/ids.ts';
import { countOpenByCaller } from '../../compliance/index.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Database } from '../../storage/index.ts';
import { refill, spend, type TokenBucket } from '../pacing.ts';
import { chooseNumber, type ChosenNumber, type NumberAsked } from './choose-number.ts';
import { selectNumbers } from './number-store.ts';
import { restsOf, type ShownNumber } from './shown-number.ts';

type Pool = Pick<CampaignSettings, 'callerNumbers' | 'perNumber'>;

interface OfTenant {
  readonly known: ReadonlyMap<string, ShownNumber>;
  /** Attempts that have no end yet, by number. */
  readonly open: ReadonlyMap<string, number>;
  /** Dials that were handed over since `open` was read, by number: perhaps among those, perhaps not. */
  readonly since: Map<string, number>;
}

const more = (counts: Map<string, number>, key: string, by: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + by);

/** Which numbers of ours may be shown now: who rests, how many calls each carries, and how fast it may dial. */
export class NumberDesk {
  readonly #tools: { readonly database: Database; readonly clock: Clock };
  readonly #tenants = new Map<TenantId, OfTenant>();
  /** Dials that took a number and are not yet handed over. */
  readonly #inHand = new Map<string, number>();
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(tools: { readonly database: Database; readonly clock: Clock }) {
    this.#tools = tools;
  }

  /** Reads what is known of a tenant's numbers and of their calls; before each decision. */
  async refresh(tenantId: TenantId): Promise<void> {
    const { database, clock } = this.#tools;
    // Who is taken while we read is counted twice rather than not at all.
    const since = new Map<string, number>();
    const before = this.#tenants.get(tenantId);
    this.#tenants.set(tenantId, { known: before?.known ?? new Map(), open: before?.open ?? new Map(), since });
    const { known, open } = await database.withTenant(tenantId, async (db) => ({
      known: await selectNumbers(db, clock.now()),
      open: await countOpenByCaller(db),
    }));
    this.#tenants.set(tenantId, { known: new Map(known.map((one) => [one.number, one])), open, since });
  }

  /** How many dials a pool has room for now, as far as its numbers go. */
  room(tenantId: TenantId, pool: Pool): number {
    const rests = this.#rests(tenantId, pool);
    const shown = pool.callerNumbers.filter((number) => rests.get(number)?.kind !== 'marked');
    return shown.reduce((sum, number) => sum + this.#roomOf(tenantId, pool, number), 0);
  }

  /** Takes a number for one dial, until `done`; null where none may be shown now. */
  take(tenantId: TenantId, pool: Pool, asked: NumberAsked): ChosenNumber | null {
    const hasRoom = (number: string): boolean => this.#roomOf(tenantId, pool, number) >= 1;
    const chosen = chooseNumber(pool.callerNumbers, this.#rests(tenantId, pool), hasRoom, asked);
    if (chosen === null) return null;
    const { number } = chosen;
    const rate = pool.perNumber?.callsPerSecond;
    const key = `${tenantId}/${number}`;
    more(this.#inHand, key, 1);
    if (rate !== undefined) this.#buckets.set(key, spend(this.#bucket(key, rate), this.#tools.clock.monotonicMs()));
    return chosen;
  }

  /** The dial was handed over, or came to nothing: from now on the database knows of it. */
  done(tenantId: TenantId, number: string): void {
    more(this.#inHand, `${tenantId}/${number}`, -1);
    const since = this.#tenants.get(tenantId)?.since;
    if (since) more(since, number, 1);
  }

  #rests(tenantId: TenantId, { callerNumbers }: Pool): ReturnType<typeof restsOf> {
    const known = this.#tenants.get(tenantId)?.known;
    return restsOf(
      callerNumbers.map((number) => known?.get(number) ?? { number, marked: null, dials: 0, answered: 0 }),
    );
  }

  #roomOf(tenantId: TenantId, { perNumber }: Pool, number: string): number {
    const { maxConcurrency = Infinity, callsPerSecond } = perNumber ?? {};
    const of = this.#tenants.get(tenantId);
    const key = `${tenantId}/${number}`;
    const calls = (of?.open.get(number) ?? 0) + (of?.since.get(number) ?? 0) + (this.#inHand.get(key) ?? 0);
    const tokens = callsPerSecond === undefined ? Infinity : this.#bucket(key, callsPerSecond).tokens;
    return Math.max(0, Math.min(maxConcurrency - calls, Math.floor(tokens)));
  }

  #bucket(key: string, callsPerSecond: number): TokenBucket {
    return refill(this.#buckets.get(key), callsPerSecond, this.#tools.clock.monotonicMs());
  }
}
