import { e164Pattern } from '../contract/number-format.ts';
import type { CallId, TenantId } from '../contract/ids.ts';
import type { TenantTransaction } from '../storage/index.ts';
import { findAttemptOfCall } from './attempt-store.ts';
import type { NumberKeeping } from './gate.ts';
import { maskPhoneNumber } from '../foundation/mask-phone-number.ts';
import { hashNumber } from './number-hash.ts';
import {
  findSuppressed,
  findSuppression,
  insertSuppressions,
  isSuppressedOnPlatform,
  selectSuppressions,
  suppressOnPlatform,
  unsuppressOnPlatform,
  type SuppressionEntry,
} from './suppression-store.ts';

/** Why and since when somebody is not to be called, and who says so (a call, an import, a person). */
export interface Silence {
  readonly reason: string;
  readonly source: string;
  readonly atMs: number;
  readonly callId?: CallId | null;
}

/** 止呼: no campaign of this tenant calls this person again until a newer consent says otherwise. */
export function suppress(keeping: NumberKeeping, tenantId: TenantId, callee: string, silence: Silence): Promise<void> {
  return keeping.database.withTenant(tenantId, (db) => suppressIn(db, keeping, callee, silence));
}

/** `suppress` inside a transaction that is going on. */
export function suppressIn(
  db: TenantTransaction,
  keeping: Pick<NumberKeeping, 'numberKey' | 'newId'>,
  callee: string,
  { reason, source, callId = null, atMs }: Silence,
): Promise<void> {
  const number_hash = hashNumber(keeping.numberKey, callee);
  return insertSuppressions(db, [
    {
      id: keeping.newId(),
      number_hash,
      number_masked: maskPhoneNumber(callee),
      reason,
      source,
      call_id: callId,
      at: new Date(atMs),
    },
  ]);
}

/**
 * Suppresses whom a call in progress talks to, at the moment they ask for it. The number is the one the gate let
 * through for this call; false for a call that passed no gate.
 */
export async function suppressNow(
  keeping: Pick<NumberKeeping, 'database' | 'newId'>,
  tenantId: TenantId,
  callId: CallId,
  atMs: number,
): Promise<boolean> {
  return keeping.database.withTenant(tenantId, async (db) => {
    const attempt = await findAttemptOfCall(db, callId);
    if (!attempt) return false;
    await insertSuppressions(db, [
      {
        id: keeping.newId(),
        number_hash: attempt.numberHash,
        number_masked: attempt.numberMasked,
        reason: 'asked-in-call',
        source: 'call',
        call_id: callId,
        at: new Date(atMs),
      },
    ]);
    return true;
  });
}

export interface SuppressionImport {
  readonly added: number;
  /** Numbers that were suppressed before. */
  readonly already: number;
  /** Which of the numbers are not E.164, counted from 0. */
  readonly refused: readonly number[];
}

const importChunk = 1_000;

/** Suppresses a list of E.164 numbers; those that are suppressed already are left as they are. */
export async function importSuppressions(
  keeping: NumberKeeping,
  tenantId: TenantId,
  numbers: readonly string[],
  silence: Omit<Silence, 'callId'>,
): Promise<SuppressionImport> {
  const refused = numbers.flatMap((number, index) => (e164Pattern.test(number) ? [] : [index]));
  const good = [...new Set(numbers.filter((number) => e164Pattern.test(number)))];
  let added = 0;
  for (let start = 0; start < good.length; start += importChunk) {
    const chunk = good.slice(start, start + importChunk).map((number) => ({
      number,
      hash: hashNumber(keeping.numberKey, number),
    }));
    added += await keeping.database.withTenant(tenantId, async (db) => {
      const known = await findSuppressed(
        db,
        chunk.map(({ hash }) => hash),
      );
      const fresh = chunk.filter(({ hash }) => !known.has(hash.toString('hex')));
      await insertSuppressions(
        db,
        fresh.map(({ number, hash }) => ({
          id: keeping.newId(),
          number_hash: hash,
          number_masked: maskPhoneNumber(number),
          reason: silence.reason,
          source: silence.source,
          call_id: null,
          at: new Date(silence.atMs),
        })),
      );
      return fresh.length;
    });
  }
  return { added, already: numbers.length - refused.length - added, refused };
}

export interface SuppressionState {
  readonly suppressed: boolean;
  readonly byPlatform: boolean;
  /** The tenant's newest suppression, lifted or not. */
  readonly newest: SuppressionEntry | null;
}

/** Whether a tenant may call somebody at all. */
export function suppressionOf(keeping: NumberKeeping, tenantId: TenantId, callee: string): Promise<SuppressionState> {
  const hash = hashNumber(keeping.numberKey, callee);
  return keeping.database.withTenant(tenantId, async (db) => {
    const byPlatform = await isSuppressedOnPlatform(db, hash);
    const byTenant = (await findSuppressed(db, [hash])).size > 0;
    return { suppressed: byPlatform || byTenant, byPlatform, newest: await findSuppression(db, hash) };
  });
}

/** The tenant's list, newest first, masked. */
export function listSuppressions(
  { database }: Pick<NumberKeeping, 'database'>,
  tenantId: TenantId,
  page: { readonly limit: number; readonly offset: number },
): Promise<SuppressionEntry[]> {
  return database.withTenant(tenantId, (db) => selectSuppressions(db, page.limit, page.offset));
}

/** No tenant may call this person (谢绝来电). A tenant's consent does not lift it. */
export async function suppressForAll(keeping: NumberKeeping, callee: string, silence: Silence): Promise<void> {
  const hash = hashNumber(keeping.numberKey, callee);
  await keeping.database.platform((db) => suppressOnPlatform(db, hash, silence));
}

/** Takes a person off the platform's list; whether they stood on it. */
export async function liftForAll(keeping: NumberKeeping, callee: string): Promise<boolean> {
  const hash = hashNumber(keeping.numberKey, callee);
  return keeping.database.platform((db) => unsuppressOnPlatform(db, hash));
}
