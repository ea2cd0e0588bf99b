import { mkdir } from 'node:fs/promises';
import {
  openAccounts,
  openSpeechSettings,
  type Accounts,
  type FirstCredentials,
  type SpeechOfTenants,
} from '../accounts/index.ts';
import type { CampaignTools } from '../campaign/index.ts';
import { loadNumberKey, makeGate, type Gate } from '../compliance/index.ts';
import type { TenantId } from '../contract/ids.ts';
import type { Clock } from '../foundation/clock.ts';
import { CodedError } from '../foundation/errors.ts';
import type { NewId } from '../foundation/ids.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Random } from '../foundation/random.ts';
import { openLinesSnapshots, type LinesSnapshots, type SecretSources } from '../lines/index.ts';
import { openAlerts, type Alerts } from '../records/index.ts';
import { scriptShelf } from '../scripts/index.ts';
import { openDatabase, type Database } from '../storage/index.ts';
import type { Config } from './config.ts';
import { flowShelf } from './flow-shelf.ts';

/** The world the program runs in; tests and the demo pass their own. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly secrets: SecretSources;
  /** Called at named moments; the crash tests kill the program there. */
  reach(point: string): void;
}

/** The half of the program that needs no packets: enough for commands that only read and write. */
export interface Office {
  readonly config: Config;
  readonly world: World;
  readonly database: Database;
  readonly gate: Gate;
  readonly lines: LinesSnapshots;
  readonly tenantId: TenantId;
  readonly accounts: Accounts;
  /** How the calls of each tenant hear and speak. */
  readonly speechSettings: SpeechOfTenants;
  /** At the very first start: how the administrator signs in, to be printed once. */
  readonly firstCredentials: FirstCredentials | null;
  readonly campaigns: CampaignTools;
  readonly alerts: Alerts;
  close(): Promise<void>;
}

/** Opens the database and what stands on it. */
export async function openOffice(config: Config, world: World): Promise<Office> {
  const { clock, logger, newId, random } = world;
  await mkdir(config.dataFolder, { recursive: true, mode: 0o755 });
  const database = await openDatabase({
    ...(config.databaseUrl === null ? {} : { databaseUrl: config.databaseUrl }),
    dataFolder: config.dataFolder,
    clock,
    logger,
  });
  const lines = await openLinesSnapshots(database, logger);
  const accounts = openAccounts({ database, random, newId });
  const firstCredentials = await accounts.firstStart();
  const tenantId = firstCredentials?.tenantId ?? (await accounts.findTenant('default'));
  if (tenantId === null)
    throw new CodedError('no-tenant', "the database has no tenant 'default': was it made by another program?");
  await lines.of(tenantId);
  const tenants = (await accounts.listTenants()).map((tenant) => tenant.tenantId);
  const speechSettings = await openSpeechSettings(database, tenants, logger);
  const alerts = openAlerts({ database, platformTenantId: tenantId, clock, newId, logger });
  const gate = makeGate({
    database,
    numberKey: await loadNumberKey(database, random),
    newId,
    node: config.node,
    trunkOf: async (tenant, name) =>
      (await lines.of(tenant)).document.trunks.find((trunk) => trunk.name === name) ?? null,
    simulatedTrunkIgnoresWindow: config.simulatedAnyHour,
    timeOf: (databaseMs) => databaseMs + config.clockShiftMs,
  });
  return {
    config,
    world,
    database,
    gate,
    lines,
    tenantId,
    accounts,
    speechSettings,
    firstCredentials,
    alerts,
    campaigns: {
      database,
      gate,
      clock,
      scripts: scriptShelf(database),
      flows: flowShelf(lines),
    },
    async close() {
      await alerts.close();
      await speechSettings[Symbol.asyncDispose]();
      await lines[Symbol.asyncDispose]();
      await database.close();
    },
  };
}
