import type { Server, Socket } from 'node:net';
import { every, type Clock } from '../../../foundation/clock.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { limitConnections, overstays, type Conduct } from './connection-limits.ts';
import { FlowTable } from './flow-table.ts';
import { StreamFramer } from './stream-framer.ts';
import { closed, listening, type Bind, type ConnectionSurroundings, type Transport } from './transport.ts';

/** What TLS does otherwise than TCP. */
export interface StreamKind {
  readonly transport: 'tcp' | 'tls';
  /** Null: nothing is listened on. */
  readonly server: Server | null;
  /** The event that hands over a peer's connection. */
  readonly accepted: 'connection' | 'secureConnection';
  connect(to: SipAddress): Socket;
  /** The event after which our own connection may be written to. */
  readonly ready: 'connect' | 'secureConnect';
  /** What went wrong on the way to `to`, in words. */
  explain(error: Error, to: SipAddress): string;
}

const pingEveryMs = 30_000;
const connectTimeoutMs = 10_000;
const sweepEveryMs = 5_000;

/** Listens, connects where there is no connection yet, and sends on the one there is: to answer, and to ask again. */
export async function openStreams(kind: StreamKind, bind: Bind, around: ConnectionSurroundings): Promise<Transport> {
  const { clock, random, limits, receiver } = around;
  const { server, transport } = kind;
  const connections = new FlowTable<StreamConnection>(random, transport === 'tcp');
  let open = true;

  const adopt = (socket: Socket, peer: SipAddress): StreamConnection => {
    const connection = new StreamConnection(socket, peer, clock, (message) => receiver.received(message, peer));
    connections.add(connection);
    socket.on('error', (error) => {
      if (open) receiver.failed(peer, kind.explain(error, peer));
    });
    socket.once('close', () => {
      connections.remove(connection);
      if (open && peer.flow !== undefined) receiver.closed?.(peer);
    });
    return connection;
  };

  const connected = (to: SipAddress): StreamConnection => {
    const existing = connections.find(to);
    if (existing) return existing;
    const socket = kind.connect(to);
    const connection = adopt(socket, { host: to.host, port: to.port, transport });
    connection.holdUntil(kind.ready);
    keepAlive(socket, clock, kind.ready);
    return connection;
  };

  server?.on(kind.accepted, (socket: Socket) => {
    const { remoteAddress: host, remotePort: port } = socket;
    if (socket.destroyed || host === undefined || port === undefined) return;
    socket.setKeepAlive(true, pingEveryMs);
    adopt(socket, { host, port, transport, flow: connections.newFlow() });
  });
  if (server) limitConnections(server, limits);
  const port = server && (await listening(server, bind));

  const stopSweeping = every(clock, sweepEveryMs, () => {
    for (const connection of connections.accepted())
      if (overstays(connection.conduct, clock.monotonicMs(), limits) !== null) connection.socket.destroy();
  });

  return {
    address: port === null ? null : { host: bind.host, port, transport },
    send(text, to) {
      if (!open) return;
      const connection = connected(to);
      if (connection.queuedBytes > limits.queuedBytes)
        return void connection.socket.destroy(new Error('the peer reads too slowly'));
      connection.write(text);
    },
    localPort: (to) => connections.find(to)?.socket.localPort ?? null,
    async close() {
      open = false;
      stopSweeping();
      for (const { socket } of connections.all()) socket.destroy();
      await closed(server);
    },
  };
}

/** One stream: cuts it into messages, answers pings and keeps note of how the peer behaves. */
class StreamConnection {
  readonly socket: Socket;
  readonly peer: SipAddress;
  readonly #openedAtMs: number;
  #heardAtMs: number | null = null;
  #hasSpoken = false;
  #halfSinceMs: number | null = null;
  /** What is sent once the connection is there (and, with TLS, the peer's certificate is found good). */
  #held: string[] | null = null;

  constructor(socket: Socket, peer: SipAddress, clock: Clock, received: (message: Buffer) => void) {
    this.socket = socket;
    this.peer = peer;
    this.#openedAtMs = clock.monotonicMs();
    const framer = new StreamFramer();
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const { messages, pings, fault } = framer.push(chunk);
      const nowMs = clock.monotonicMs();
      this.#heardAtMs = nowMs;
      if (messages.length > 0) this.#hasSpoken = true;
      if (!framer.isMidMessage) this.#halfSinceMs = null;
      else if (this.#halfSinceMs === null || messages.length > 0) this.#halfSinceMs = nowMs;
      if (pings > 0) socket.write('\r\n'.repeat(pings));
      for (const message of messages) received(message);
      if (fault !== null) socket.destroy();
    });
  }

  get conduct(): Conduct {
    return {
      openedAtMs: this.#openedAtMs,
      heardAtMs: this.#heardAtMs,
      hasSpoken: this.#hasSpoken,
      halfSinceMs: this.#halfSinceMs,
    };
  }

  get queuedBytes(): number {
    return this.socket.writableLength + (this.#held ?? []).reduce((sum, text) => sum + text.length, 0);
  }

  holdUntil(ready: string): void {
    this.#held = [];
    this.socket.once(ready, () => {
      for (const text of this.#held ?? []) this.socket.write(text);
      this.#held = null;
    });
  }

  write(text: string): void {
    if (this.#held) this.#held.push(text);
    else this.socket.write(text);
  }
}

/** Gives up connecting after a while; once connected, pings (RFC 5626 §4.4.1). */
function keepAlive(socket: Socket, clock: Clock, ready: string): void {
  let stop = clock.after(connectTimeoutMs, () => socket.destroy(new Error('connecting took too long')));
  const ping = (): void => {
    stop();
    stop = clock.after(pingEveryMs, () => {
      socket.write('\r\n\r\n');
      ping();
    });
  };
  socket.once(ready, ping);
  socket.once('close', () => stop());
}
