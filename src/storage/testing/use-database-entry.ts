import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { tenantIdSchema } from '../../contract/ids.ts';
import { systemClock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { openDatabase } from '../index.ts';

/** A program with a database, for tests that kill it: opens the folder it is given and writes rows for ever, telling of each. */
const [dataFolder = ''] = process.argv.slice(2);
const tell = (message: object): void => void process.send?.(message);

try {
  const database = await openDatabase({ dataFolder, clock: systemClock, logger: silentLogger });
  const tenant = tenantIdSchema.parse(randomUUID());
  await database.platform((db) => sql`select create_tenant(${tenant}, ${`t-${process.pid}`}, 'Test')`.execute(db));
  tell({ opened: tenant });
  for (let count = 0; ; count++) {
    const name = `${process.pid}-${count}`;
    await database.withTenant(tenant, (db) => db.insertInto('settings').values({ name, value: '{}' }).execute());
    tell({ kept: name });
  }
} catch (error) {
  tell({ refused: error instanceof CodedError ? error.code : 'unknown', message: String(error) });
  process.disconnect();
}
