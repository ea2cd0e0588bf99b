import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { every } from '../../../foundation/clock.ts';
import { bounds } from '../message/bounds.ts';
import { bracketed } from '../message/sip-uri.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { limitConnections } from './connection-limits.ts';
import { FlowTable } from './flow-table.ts';
import { explainTls } from './peer-certificate.ts';
import { clientTls, serverTls, type TlsMaterial } from './tls-material.ts';
import { closed, listening, type Bind, type ConnectionSurroundings, type Transport } from './transport.ts';
import { WebSocketConnection } from './websocket-connection.ts';

/** The name of SIP among the protocols inside WebSocket (RFC 7118 §4). */
const subprotocol = 'sip';
const handshakeTimeoutMs = 10_000;
const sweepEveryMs = 5_000;
const frameOptions = { maxPayload: bounds.messageBytes, perMessageDeflate: false };

/** SIP in WebSocket (RFC 7118): one message a frame, both ways. `bind` null: connects, and listens nowhere. */
export async function openWebSocket(
  transport: 'ws' | 'wss',
  bind: Bind | null,
  material: TlsMaterial,
  around: ConnectionSurroundings,
): Promise<Transport> {
  const { clock, random, limits, receiver } = around;
  const connections = new FlowTable<WebSocketConnection>(random, false);
  const optionsFor = clientTls(material);
  let open = true;

  const adopt = (socket: WebSocket, peer: SipAddress): WebSocketConnection => {
    const connection = new WebSocketConnection(socket, peer, clock, (message) => receiver.received(message, peer));
    connections.add(connection);
    socket.on('error', (error) => {
      if (open && peer.flow === undefined) receiver.failed(peer, explainTls(error, peer));
    });
    socket.once('close', () => {
      connections.remove(connection);
      if (open && peer.flow !== undefined) receiver.closed?.(peer);
    });
    return connection;
  };

  const connected = (to: SipAddress): WebSocketConnection | string => {
    const existing = connections.find(to);
    if (existing) return existing;
    if (to.flow !== undefined || to.host.endsWith('.invalid')) return 'the connection that led there is closed';
    const socket = new WebSocket(`${transport}://${bracketed(to.host)}:${to.port}/`, subprotocol, {
      ...frameOptions,
      handshakeTimeout: handshakeTimeoutMs,
      ...(transport === 'wss' ? optionsFor(to) : {}),
    });
    return adopt(socket, { host: to.host, port: to.port, transport });
  };

  const server = bind && httpServer(transport, material);
  if (server) {
    limitConnections(server, limits);
    takeUpgrades(server, (socket, { remoteAddress: host, remotePort: port }) => {
      if (host === undefined || port === undefined) return socket.terminate();
      adopt(socket, { host, port, transport, flow: connections.newFlow() });
    });
  }
  const port = server && (await listening(server, bind));
  const stopSweeping = every(clock, sweepEveryMs, () => {
    for (const connection of connections.all()) connection.sweep(limits);
  });

  return {
    address: bind && port !== null ? { host: bind.host, port, transport } : null,
    send(text, to) {
      if (!open) return;
      const connection = connected(to);
      if (typeof connection === 'string') queueMicrotask(() => receiver.failed(to, connection));
      else connection.send(text, limits.queuedBytes);
    },
    async close() {
      open = false;
      stopSweeping();
      for (const connection of connections.all()) connection.terminate();
      server?.closeAllConnections();
      await closed(server);
    },
  };
}

/** Answers no plain HTTP; headers must come within the time of a handshake. */
function httpServer(transport: 'ws' | 'wss', material: TlsMaterial): Server {
  const patience = { headersTimeout: handshakeTimeoutMs, requestTimeout: handshakeTimeoutMs };
  const options = { ...patience, connectionsCheckingInterval: sweepEveryMs, maxHeaderSize: 16_384 };
  const server =
    transport === 'wss' ? createHttpsServer({ ...options, ...serverTls(material) }) : createHttpServer(options);
  server.on('request', (_request, response) => {
    response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end();
  });
  return server;
}

function takeUpgrades(server: Server, take: (socket: WebSocket, stream: IncomingMessage['socket']) => void): void {
  const handshakes = new WebSocketServer({
    ...frameOptions,
    noServer: true,
    clientTracking: false,
    handleProtocols: () => subprotocol,
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
    stream.on('error', () => stream.destroy());
    if (!offered.includes(subprotocol))
      return void stream.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    handshakes.handleUpgrade(request, stream, head, (socket) => take(socket, request.socket));
  });
}
