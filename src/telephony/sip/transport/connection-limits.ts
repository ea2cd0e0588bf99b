import type { Server, Socket } from 'node:net';

/** What peers may cost us before they have shown who they are. */
export interface ConnectionLimits {
  readonly connections: number;
  /** From one address: a building behind one NAT, or a web server in front of all browsers. */
  readonly perSource: number;
  /** A peer that stops reading costs us this much before its connection is given up. */
  readonly queuedBytes: number;
  /** A connection that has not brought a whole message by then is closed. */
  readonly firstMessageMs: number;
  /** The rest of a message that has begun comes within this. */
  readonly halfMessageMs: number;
  /** Longer than an hour's registration that nothing keeps alive. */
  readonly idleMs: number;
}

export const connectionLimits: ConnectionLimits = {
  connections: 10_000,
  perSource: 1_000,
  queuedBytes: 4 * 1024 * 1024,
  firstMessageMs: 30_000,
  halfMessageMs: 15_000,
  idleMs: 65 * 60_000,
};

/** What a connection that a peer opened has done so far; monotonic milliseconds. */
export interface Conduct {
  readonly openedAtMs: number;
  /** Null until something came. */
  readonly heardAtMs: number | null;
  readonly hasSpoken: boolean;
  /** Since when a message is unfinished; null between messages. */
  readonly halfSinceMs: number | null;
}

/** Why a connection should be closed now; null to keep it. */
export function overstays(conduct: Conduct, nowMs: number, limits: ConnectionLimits): string | null {
  const { openedAtMs, heardAtMs, hasSpoken, halfSinceMs } = conduct;
  if (!hasSpoken && nowMs - openedAtMs >= limits.firstMessageMs) return 'it brought no message';
  if (halfSinceMs !== null && nowMs - halfSinceMs >= limits.halfMessageMs) return 'its message never ended';
  return nowMs - (heardAtMs ?? openedAtMs) >= limits.idleMs ? 'it was idle' : null;
}

/** Takes no more connections than the limits allow, TLS handshakes and HTTP upgrades under way included. */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const bySource = new Map<string, number>();
  let all = 0;
  server.prependListener('connection', (socket: Socket) => {
    const { remoteAddress: host } = socket;
    const held = bySource.get(host ?? '') ?? 0;
    if (host === undefined || all >= limits.connections || held >= limits.perSource) return void socket.destroy();
    all++;
    bySource.set(host, held + 1);
    socket.once('close', () => {
      all--;
      const left = (bySource.get(host) ?? 1) - 1;
      if (left > 0) bySource.set(host, left);
      else bySource.delete(host);
    });
  });
}
