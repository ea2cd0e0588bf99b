import { tenantIdSchema, type TenantId } from '../contract/ids.ts';
import { messageOf } from '../foundation/errors.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Database } from '../storage/index.ts';
import { countVoicemails, voicemailChannel } from './voicemail-store.ts';

/** What the lamp of a telephone shows (RFC 3842). */
export interface BoxSummary {
  readonly newVoice: number;
  readonly oldVoice: number;
}

/** How many messages stand in each box, from memory: who asks never waits for a database. */
export interface VoicemailBoxes extends AsyncDisposable {
  /** Reads a tenant's boxes; from then on they are followed. */
  load(tenantId: TenantId): Promise<void>;
  /** Nothing of both for a box that is empty, or whose tenant was not loaded. */
  summaryOf(tenantId: TenantId, box: string): BoxSummary;
  /** Calls `changed` whenever the summary of that box becomes another. The returned function ends it. */
  watch(tenantId: TenantId, box: string, changed: () => void): () => void;
}

const empty: BoxSummary = { newVoice: 0, oldVoice: 0 };

/** Follows all changes of boxes, on this node and on others. */
export async function openVoicemailBoxes(database: Database, logger: Logger): Promise<VoicemailBoxes> {
  const tenants = new Map<TenantId, Map<string, BoxSummary>>();
  const watchers = new Map<string, Set<() => void>>();
  const keyOf = (tenantId: TenantId, box: string): string => `${tenantId}/${box}`;

  /** Counts again, one box or all, and tells of those that became another. */
  async function read(tenantId: TenantId, box: string | null): Promise<void> {
    const counted = await database.withTenant(tenantId, (db) => countVoicemails(db, box));
    const known = tenants.get(tenantId) ?? new Map<string, BoxSummary>();
    tenants.set(tenantId, known);
    const fresh = new Map(counted.map(({ box: name, newVoice, oldVoice }) => [name, { newVoice, oldVoice }]));
    for (const name of box === null ? new Set([...known.keys(), ...fresh.keys()]) : [box]) {
      const [before, now] = [known.get(name) ?? empty, fresh.get(name) ?? empty];
      known.set(name, now);
      if (before.newVoice === now.newVoice && before.oldVoice === now.oldVoice) continue;
      for (const changed of watchers.get(keyOf(tenantId, name)) ?? []) changed();
    }
  }

  /** One after another, so that an older count never overwrites a newer one. */
  let last: Promise<void> = Promise.resolve();
  const inTurn = (tenantId: TenantId, box: string | null): Promise<void> => {
    const reading = last.then(() => read(tenantId, box));
    last = reading.catch(() => undefined);
    return reading;
  };
  const stop = await database.listen(voicemailChannel, (payload) => {
    const [tenant = '', box = ''] = payload.split('/');
    // An empty payload means that some notices may have been missed.
    const changed = payload === '' ? [...tenants.keys()] : [tenantIdSchema.parse(tenant)];
    for (const tenantId of changed.filter((one) => tenants.has(one)))
      inTurn(tenantId, payload === '' ? null : box).catch((error: unknown) =>
        logger.warn({ reason: messageOf(error) }, 'voicemail boxes could not be counted; lamps stay as they are'),
      );
  });

  return {
    load: (tenantId) => inTurn(tenantId, null),
    summaryOf: (tenantId, box) => tenants.get(tenantId)?.get(box) ?? empty,
    watch(tenantId, box, changed) {
      const key = keyOf(tenantId, box);
      const own = (): void => changed();
      const all = watchers.get(key) ?? new Set();
      watchers.set(key, all.add(own));
      return () => {
        all.delete(own);
        if (all.size === 0 && watchers.get(key) === all) watchers.delete(key);
      };
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await last;
    },
  };
}
