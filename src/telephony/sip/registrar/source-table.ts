import { isIPv6 } from 'node:net';
import {
  asked,
  guessedWrong,
  newSource,
  proved,
  sourceLimits,
  type BannedSource,
  type SourceLimits,
  type SourceRecord,
} from './source-guard.ts';

/**
 * Whom hosts count as: an IPv4 address as itself, also where it is written as IPv6; of an IPv6 address the /64, since
 * one machine has all of it.
 */
export function sourceKey(host: string): string {
  if (!isIPv6(host)) return host;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(host)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = host.toLowerCase().replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/**
 * The records of all hosts, bounded. Guessers stand in a table of their own: they answered a challenge, which nobody can
 * do for an address that is not his, so a flood of forged addresses pushes none of them out.
 */
export class SourceTable {
  readonly #limits: SourceLimits;
  readonly #records = new Map<string, SourceRecord>();
  readonly #guessers = new Map<string, SourceRecord>();

  constructor(limits: Partial<SourceLimits> = {}) {
    this.#limits = { ...sourceLimits, ...limits };
  }

  get size(): number {
    return this.#records.size + this.#guessers.size;
  }

  /** Whether one more request from there is served. */
  serves(host: string, nowMs: number): boolean {
    const key = sourceKey(host);
    const { record, served } = asked(this.#record(key, nowMs), this.#limits, nowMs);
    this.#keep(key, record);
    return served;
  }

  isBanned(host: string, nowMs: number): boolean {
    if (this.#guessers.size === 0) return false;
    const record = this.#guessers.get(sourceKey(host));
    return record !== undefined && record.bannedUntilMs > nowMs;
  }

  proved(host: string, nowMs: number): void {
    const key = sourceKey(host);
    this.#keep(key, proved(this.#record(key, nowMs), this.#limits, nowMs));
  }

  /** The ban that this wrong guess brought, if it did. */
  guessedWrong(host: string, nowMs: number): BannedSource | null {
    const key = sourceKey(host);
    const { record, banForMs } = guessedWrong(this.#record(key, nowMs), this.#limits, nowMs);
    this.#keep(key, record);
    return banForMs === 0 ? null : { host: key, forMs: banForMs, earlierBans: record.bans - 1 };
  }

  #record(key: string, nowMs: number): SourceRecord {
    return this.#guessers.get(key) ?? this.#records.get(key) ?? newSource(this.#limits, nowMs);
  }

  /** The last one heard of stands last. */
  #keep(key: string, record: SourceRecord): void {
    const table = record.bans > 0 || record.failures > 0 ? this.#guessers : this.#records;
    this.#records.delete(key);
    this.#guessers.delete(key);
    table.set(key, record);
    if (table.size <= this.#limits.hosts) return;
    const [oldest] = table.keys();
    if (oldest !== undefined) table.delete(oldest);
  }
}
