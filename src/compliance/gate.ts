import type { TenantId } from '../contract/ids.ts';
import type { Trunk } from '../contract/lines-document.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Random } from '../foundation/random.ts';
import type { Database, TenantTransaction } from '../storage/index.ts';
import { ledgerKeepMs } from './frequency-cap.ts';
import { defaultGateRules, gateRulesSchema, type GateRules } from './gate-rules.ts';
import { platformSetting, pruneLedger, readTenantRules, writeTenantRules } from './gate-store.ts';

/** What stands behind numbers that must be found again unread: the database, the platform's key, new ids. */
export interface NumberKeeping {
  readonly database: Database;
  /** From `loadNumberKey`. */
  readonly numberKey: Buffer;
  readonly newId: NewId;
}

/** All the gate needs to judge. */
export interface Gate extends NumberKeeping {
  /** This node's id: who may give back what it had reserved. */
  readonly node: string;
  /** A tenant's trunk as it is now. */
  readonly trunkOf: (tenantId: TenantId, name: string) => Promise<Trunk | null>;
  /** What the platform holds all tenants to; tenants and campaigns only narrow it. */
  readonly platformRules: GateRules;
  /** Calling hours do not bind simulated trunks. Real trunks never have this exemption. */
  readonly simulatedTrunkIgnoresWindow: boolean;
  /**
   * The time the gate judges by, from the database's, which all nodes share. The identity, but in a rehearsal of
   * another hour.
   */
  readonly timeOf: (databaseMs: number) => number;
}

/** A gate with the usual rules; what is given replaces them. */
export function makeGate(
  given: Pick<Gate, 'database' | 'numberKey' | 'newId' | 'node' | 'trunkOf'> & Partial<Gate>,
): Gate {
  return {
    platformRules: defaultGateRules,
    simulatedTrunkIgnoresWindow: false,
    timeOf: (databaseMs) => databaseMs,
    ...given,
  };
}

/** The key under which numbers are hashed: made once, the same for all nodes, never changed. */
export async function loadNumberKey(database: Database, random: Random): Promise<Buffer> {
  const hex = await database.platform((db) => platformSetting(db, 'compliance.number-key', random.hex(32)));
  return Buffer.from(hex, 'hex');
}

/** The tenant's own rules, or null where it has set none. */
export async function tenantRules(database: Database, tenantId: TenantId): Promise<GateRules | null> {
  const stored = await database.withTenant(tenantId, readTenantRules);
  return stored === undefined ? null : gateRulesSchema.parse(stored);
}

/** What the gate holds a tenant to: the platform's rules and its own, where it has set any. */
export async function ruleSetsOf(db: TenantTransaction, platformRules: GateRules): Promise<readonly GateRules[]> {
  const stored = await readTenantRules(db);
  return stored === undefined ? [platformRules] : [platformRules, gateRulesSchema.parse(stored)];
}

export async function setTenantRules(database: Database, tenantId: TenantId, rules: GateRules): Promise<void> {
  await database.withTenant(tenantId, (db) => writeTenantRules(db, rules));
}

/** Forgets dials older than the longest cap; run daily. How many were forgotten. */
export function pruneCalleeLedger(gate: Pick<Gate, 'database'>, nowMs: number): Promise<number> {
  return gate.database.platform((db) => pruneLedger(db, nowMs - ledgerKeepMs - 86_400_000));
}
