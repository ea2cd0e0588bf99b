import type { Alert, AlertFilter, RaisedAlert } from '../../contract/alert.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { Clock } from '../../foundation/clock.ts';
import { Emitter } from '../../foundation/emitter.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { NewId } from '../../foundation/ids.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Database } from '../../storage/index.ts';
import { minuteOf, selectAlerts, updateAcknowledged, upsertAlert } from './alert-store.ts';

/** Whose alerts are asked for. The platform's own are seen by who runs it: `platformToo`, in the first tenant. */
export interface AlertReader {
  readonly tenantId: TenantId;
  readonly platformToo: boolean;
}

/** Alerts as the program raises, keeps and shows them. */
export interface Alerts {
  /** Told, logged and kept; never waited for. The same again of one source within a minute is counted. */
  raise(alert: RaisedAlert): void;
  list(reader: AlertReader, filter: AlertFilter): Promise<readonly Alert[]>;
  /** Null where the reader has no such alert. Acknowledged twice, the first time counts. */
  acknowledge(reader: AlertReader, id: string, by: string): Promise<Alert | null>;
  /** Each new alert as it is raised, not its repeats. The returned function ends it. */
  subscribe(reader: AlertReader, listener: (alert: Alert) => void): () => void;
  /** Resolves when all that was raised is kept, or cannot be. */
  close(): Promise<void>;
}

export interface AlertsParts {
  readonly database: Database;
  /** Where the platform's own alerts are kept. */
  readonly platformTenantId: TenantId;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}

/** Repeats are written down after so long, together. */
const keepRepeatsAfterMs = 2_000;
/** Sources told apart in one minute; a flood of others is one alert. */
const mostSources = 500;
const retryAfterMs = 5_000;

export function openAlerts(parts: AlertsParts): Alerts {
  return new KeptAlerts(parts);
}

class KeptAlerts implements Alerts {
  readonly #parts: AlertsParts;
  readonly #events: Emitter<{ alert: Alert; none: undefined }>;
  /** Alerts of the current minute, by tenant, kind and source. */
  readonly #current = new Map<string, Alert>();
  /** What is not yet kept. */
  readonly #waiting = new Map<string, Alert>();
  #minute = -1;
  #keeping: Promise<void> | null = null;
  #stopTimer: (() => void) | null = null;

  constructor(parts: AlertsParts) {
    this.#parts = parts;
    this.#events = new Emitter((error) =>
      parts.logger.error({ reason: messageOf(error) }, 'a listener of alerts failed'),
    );
  }

  raise(raised: RaisedAlert): void {
    const minute = minuteOf(raised.atMs);
    if (minute !== this.#minute) this.#current.clear();
    this.#minute = minute;
    const one = this.#current.size < mostSources ? raised : { ...raised, source: 'many', facts: {} };
    const key = keyOf(raised);
    const known = this.#current.get(key) ?? this.#current.get(keyOf(one));
    if (known) return this.#repeated(known, raised);
    const { newId, logger } = this.#parts;
    const alert: Alert = {
      ...one,
      source: one.source.slice(0, 128),
      id: newId(),
      count: 1,
      lastAtMs: raised.atMs,
      acknowledgedAtMs: null,
      acknowledgedBy: null,
    };
    this.#current.set(keyOf(one), alert);
    this.#waiting.set(alert.id, alert);
    const { kind, severity, source, facts } = alert;
    logger.warn({ kind, severity, source, facts }, 'alert');
    this.#events.emit('alert', alert);
    this.#keepSoon(0);
  }

  list({ tenantId, platformToo }: AlertReader, filter: AlertFilter): Promise<readonly Alert[]> {
    return this.#parts.database.withTenant(tenantId, (db) => selectAlerts(db, filter, platformToo));
  }

  acknowledge({ tenantId, platformToo }: AlertReader, id: string, by: string): Promise<Alert | null> {
    return this.#parts.database.withTenant(tenantId, (db) => updateAcknowledged(db, { id, by, platformToo }));
  }

  subscribe({ tenantId, platformToo }: AlertReader, listener: (alert: Alert) => void): () => void {
    return this.#events.on('alert', (alert) => {
      const isPlatforms = alert.tenantId === null && platformToo && tenantId === this.#parts.platformTenantId;
      if (isPlatforms || alert.tenantId === tenantId) listener(alert);
    });
  }

  async close(): Promise<void> {
    this.#stopTimer?.();
    await this.#keeping;
    await this.#keepAll();
  }

  #repeated(known: Alert, { atMs, facts }: RaisedAlert): void {
    const waiting = this.#waiting.get(known.id);
    const count = (waiting?.count ?? 0) + 1;
    this.#waiting.set(known.id, { ...known, facts, count, lastAtMs: atMs });
    this.#keepSoon(keepRepeatsAfterMs);
  }

  #keepSoon(afterMs: number): void {
    if (afterMs > 0 && this.#stopTimer) return;
    this.#stopTimer?.();
    this.#stopTimer = this.#parts.clock.after(afterMs, () => {
      this.#stopTimer = null;
      this.#keeping ??= this.#keepAll().finally(() => {
        this.#keeping = null;
        if (this.#waiting.size > 0 && !this.#stopTimer) this.#keepSoon(retryAfterMs);
      });
    });
  }

  /** One after the other, so that a count is never added before its alert is there. */
  async #keepAll(): Promise<void> {
    const { database, platformTenantId, logger } = this.#parts;
    for (const [id, alert] of this.#waiting) {
      this.#waiting.delete(id);
      try {
        await database.withTenant(alert.tenantId ?? platformTenantId, (db) => upsertAlert(db, alert));
      } catch (error) {
        const since = this.#waiting.get(id);
        this.#waiting.set(id, since ? { ...since, count: since.count + alert.count } : alert);
        logger.warn({ reason: messageOf(error) }, 'an alert waits for the database');
        return;
      }
    }
  }
}

const keyOf = ({ tenantId, kind, source }: RaisedAlert): string => `${tenantId ?? ''} ${kind} ${source}`;
