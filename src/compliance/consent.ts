import type { CallPurpose } from '../contract/dial-permit.ts';
import type { TenantId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import type { NumberKeeping } from './gate.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import { hashNumber } from './number-hash.ts';
import { insertConsents, selectConsents, type ConsentEntry } from './suppression-store.ts';

/** Somebody allowed a kind of call: how we know (`source`), by what proof (`evidence`, a text or an id), and since when. */
export interface Consent {
  readonly callee: string;
  readonly purpose: CallPurpose;
  readonly source: string;
  readonly evidence: string;
  readonly atMs: number;
}

const chunkRows = 1_000;

/**
 * Keeps consents inside a transaction that is going on, e.g. an import's; how many were new. One dated in the future
 * counts from that day on. A consent newer than a suppression lifts it.
 */
export async function recordConsentsIn(
  db: TenantTransaction,
  keeping: Pick<NumberKeeping, 'numberKey' | 'newId'>,
  consents: readonly Consent[],
): Promise<number> {
  let added = 0;
  for (let start = 0; start < consents.length; start += chunkRows) {
    const chunk = consents.slice(start, start + chunkRows);
    added += await insertConsents(
      db,
      chunk.map(({ callee, purpose, source, evidence, atMs }) => ({
        id: keeping.newId(),
        number_hash: hashNumber(keeping.numberKey, callee),
        number_masked: maskPhoneNumber(callee),
        purpose,
        source,
        evidence,
        at: new Date(atMs),
      })),
    );
  }
  return added;
}

export function recordConsents(
  keeping: NumberKeeping,
  tenantId: TenantId,
  consents: readonly Consent[],
): Promise<number> {
  return keeping.database.withTenant(tenantId, (db) => recordConsentsIn(db, keeping, consents));
}

/** What somebody agreed to, newest first. */
export function consentsOf(keeping: NumberKeeping, tenantId: TenantId, callee: string): Promise<ConsentEntry[]> {
  const hash = hashNumber(keeping.numberKey, callee);
  return keeping.database.withTenant(tenantId, (db) => selectConsents(db, hash));
}
