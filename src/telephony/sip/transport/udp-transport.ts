import { createSocket, type Socket } from 'node:dgram';
import { lookup as lookupHost } from 'node:dns';
import { isIP } from 'node:net';
import type { SipAddress } from '../sip-endpoint.ts';
import type { NetworkReceiver } from './network.ts';
import type { Bind, Transport } from './transport.ts';

/** With the system's default, one call in two hundred times out at 1 000 calls/s. */
const receiveBufferBytes = 4 * 1024 * 1024;

type LookupDone = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;

/** Addresses are sent to at once; only names are looked up. */
function lookup(host: string, options: object, done: LookupDone): void {
  const family = isIP(host);
  if (family !== 0) done(null, host, family);
  else lookupHost(host, { ...options, all: false }, done);
}

export async function openUdp(bind: Bind, receiver: NetworkReceiver): Promise<Transport> {
  const type = bind.host.includes(':') ? 'udp6' : 'udp4';
  const socket = createSocket({ type, lookup, recvBufferSize: receiveBufferBytes });
  await bound(socket, bind);
  const address: SipAddress = { host: bind.host, port: socket.address().port, transport: 'udp' };
  socket.on('message', (bytes, from) =>
    receiver.received(bytes, { host: from.address, port: from.port, transport: 'udp' }),
  );
  socket.on('error', () => undefined);
  let open = true;
  return {
    address,
    send(text, to) {
      if (!open) return;
      socket.send(Buffer.from(text), to.port, to.host, (error) => {
        if (error && open) receiver.failed(to, error.message);
      });
    },
    close: () =>
      new Promise((resolve) => {
        if (!open) return resolve();
        open = false;
        socket.close(() => resolve());
      }),
  };
}

function bound(socket: Socket, bind: Bind): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind(bind.port, bind.host, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
}
