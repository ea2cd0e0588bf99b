import { connect, createServer } from 'node:net';
import { openStreams } from './stream-transport.ts';
import type { Bind, ConnectionSurroundings, Transport } from './transport.ts';

export function openTcp(bind: Bind, around: ConnectionSurroundings): Promise<Transport> {
  return openStreams(
    {
      transport: 'tcp',
      server: createServer(),
      accepted: 'connection',
      ready: 'connect',
      connect: ({ host, port }) => connect({ host, port }),
      explain: (error) => error.message,
    },
    bind,
    around,
  );
}
