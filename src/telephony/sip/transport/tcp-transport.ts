import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../../foundation/clock.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { addressKey, type NetworkReceiver } from './network.ts';
import { StreamFramer } from './stream-framer.ts';
import type { Transport } from './udp-transport.ts';

const keepAliveMs = 30_000;
const connectTimeoutMs = 10_000;
const maxConnections = 10_000;
/** A peer that stops reading costs us this much before its connection is given up. */
const maxQueuedBytes = 4 * 1024 * 1024;

/** Listens, connects where there is no connection yet, and sends on the one there is: to answer, and to ask again. */
export async function openTcp(
  bind: { readonly host: string; readonly port: number },
  clock: Clock,
  receiver: NetworkReceiver,
): Promise<Transport> {
  const connections = new Map<string, Socket>();
  let open = true;

  /** `to` is how the peer is addressed from above; what it sends comes `from` there too. */
  const adopt = (socket: Socket, to: SipAddress): void => {
    const key = addressKey(to);
    const framer = new StreamFramer();
    connections.set(key, socket);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const { messages, pings, fault } = framer.push(chunk);
      if (pings > 0) socket.write('\r\n'.repeat(pings));
      for (const message of messages) receiver.received(message, to);
      if (fault !== null) socket.destroy();
    });
    socket.on('error', (error) => {
      if (open) receiver.failed(to, error.message);
    });
    socket.on('close', () => {
      if (connections.get(key) === socket) connections.delete(key);
    });
  };

  const server = createServer((socket) => {
    const { remoteAddress: host, remotePort: port } = socket;
    if (host === undefined || port === undefined || connections.size >= maxConnections) return void socket.destroy();
    adopt(socket, { host, port, transport: 'tcp' });
  });
  await listening(server, bind);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : bind.port;

  const connected = (to: SipAddress): Socket => {
    const existing = connections.get(addressKey(to));
    if (existing) return existing;
    const socket = connect({ host: to.host, port: to.port });
    adopt(socket, to);
    keepAlive(socket, clock);
    return socket;
  };

  return {
    address: { host: bind.host, port, transport: 'tcp' },
    send(text, to) {
      if (!open) return;
      const socket = connected(to);
      if (socket.writableLength > maxQueuedBytes) return void socket.destroy(new Error('the peer reads too slowly'));
      socket.write(text);
    },
    async close() {
      open = false;
      for (const socket of connections.values()) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** Gives up connecting after a while; once connected, pings (RFC 5626 §4.4.1). */
function keepAlive(socket: Socket, clock: Clock): void {
  let stop = clock.after(connectTimeoutMs, () => socket.destroy(new Error('connecting took too long')));
  const ping = (): void => {
    stop();
    stop = clock.after(keepAliveMs, () => {
      socket.write('\r\n\r\n');
      ping();
    });
  };
  socket.once('connect', ping);
  socket.once('close', () => stop());
}

function listening(server: Server, bind: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(bind.port, bind.host, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}
