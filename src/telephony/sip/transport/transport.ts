import type { Server } from 'node:net';
import type { Clock } from '../../../foundation/clock.ts';
import type { Random } from '../../../foundation/random.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { NetworkReceiver } from './network.ts';

/** One way of carrying messages. */
export interface Transport {
  /** Null where it only connects and listens nowhere. */
  readonly address: SipAddress | null;
  send(text: string, to: SipAddress): void;
  /** The local port of the connection to that peer, where we opened one. */
  localPort?(to: SipAddress): number | null;
  close(): Promise<void>;
}

export interface Bind {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** What transports over connections need around them. */
export interface ConnectionSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: ConnectionLimits;
  readonly receiver: NetworkReceiver;
}

/** Resolves to the port. */
export function listening(server: Server, bind: Bind): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(bind.port, bind.host, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : bind.port);
    });
  });
}

export function closed(server: Server | null): Promise<void> {
  return new Promise((resolve) => {
    if (server) server.close(() => resolve());
    else resolve();
  });
}
