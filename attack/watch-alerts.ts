import type { Alert, AlertKind } from '../src/contract/alert.ts';
import type { TenantId } from '../src/contract/ids.ts';
import type { Alerts } from '../src/records/index.ts';

/** Alerts as they come to stand in the database, looked at all the time. */
export interface WatchedAlerts {
  /** How long after its own time the first such alert was kept, in ms; null where none comes soon, or it came late. */
  of(kinds: readonly AlertKind[], source: string): Promise<number | null>;
  stop(): void;
}

const lookEveryMs = 50;
const keptWithinMs = 5_000;

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

export function watchAlerts(alerts: Pick<Alerts, 'list'>, tenantId: TenantId): WatchedAlerts {
  const kept = new Map<string, { readonly alert: Alert; readonly afterMs: number }>();
  const stopped = new AbortController();
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      for (const alert of await alerts.list({ tenantId, platformToo: true }, { limit: 500 }))
        if (!kept.has(alert.id)) kept.set(alert.id, { alert, afterMs: Math.max(0, Date.now() - alert.atMs) });
      await pause(lookEveryMs);
    }
  };
  watch().catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });
  return {
    async of(kinds, source) {
      const giveUpAtMs = Date.now() + keptWithinMs;
      for (;;) {
        const found = [...kept.values()].find(
          ({ alert }) => kinds.includes(alert.kind) && alert.source.startsWith(source),
        );
        if (found) return found.afterMs <= keptWithinMs ? Math.round(found.afterMs) : null;
        if (Date.now() > giveUpAtMs) return null;
        await pause(lookEveryMs);
      }
    },
    stop: () => stopped.abort(),
  };
}
