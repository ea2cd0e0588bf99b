import pg, { type ClientConfig, type Pool, type PoolConfig } from 'pg';
import { CodedError, messageOf } from '../foundation/errors.ts';

const int8Oid = 20;
const dateOid = 1082;

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new CodedError('database-integer-too-large', `the integer ${text} does not fit a number`);
  return value;
}

const defaultParser = pg.types.getTypeParser as (oid: number, format?: string) => unknown;

/** bigint as number (refused above 2^53), date as its text; all else as pg has it (timestamptz: Date, numeric: text). */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (oid === int8Oid && format !== 'binary') return toSafeInteger;
    if (oid === dateOid && format !== 'binary') return (text: string) => text;
    return defaultParser(oid, format);
  },
};

/** The settings every connection of ours starts with. */
export function connectionSettings(
  settings: Readonly<Record<string, string>>,
): Pick<ClientConfig, 'options' | 'types'> {
  const options = Object.entries(settings).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(' ', String.raw`\ `)}`,
  );
  return { options: options.join(' '), types };
}

/**
 * A pool whose broken connections end nothing but themselves. pg says "error" on a connection, idle or not, and an event
 * nobody listens to would end the program; who waits for an answer learns of it by that.
 */
export function openPool(config: PoolConfig): Pool {
  const pool = new pg.Pool(config);
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** System errors, SQLSTATE classes and texts of pg that mean: the database is not there, rather than: it said no. */
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
const awayStates = /^(08...|57P0[1-3]|53300)$/;
const awayTexts =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

export function meansAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (error instanceof CodedError) return code === 'database-away';
  return (typeof code === 'string' && (awayCodes.has(code) || awayStates.test(code))) || awayTexts.test(error.message);
}

export function databaseAway(title: string, cause?: unknown): CodedError {
  const reason = cause === undefined ? '' : `: ${messageOf(cause)}`;
  return new CodedError('database-away', `the database (${title}) is away${reason}; try again in a moment`, {}, cause);
}

/**
 * PostgreSQL quotes values in its errors ("Key (phone)=(…) already exists"): they must not travel into logs. The code,
 * the constraint and the table stay.
 */
export function withoutValues<E>(error: E): E {
  if (error instanceof pg.DatabaseError) {
    for (const field of ['detail', 'where', 'internalQuery'] as const) Reflect.deleteProperty(error, field);
    const { message, stack } = error;
    error.message = message.replaceAll(/: ".*"$/gs, '').replaceAll(/\d{7,}/g, '…');
    if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
  }
  return error;
}
