import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Random } from '../../src/foundation/random.ts';

export interface LossyUdp {
  /** What the callers call instead of the server. */
  readonly port: number;
  readonly dropped: () => number;
  readonly passed: () => number;
  close(): Promise<void>;
}

/**
 * A UDP relay between programs that loses packets both ways. Each client gets a port of its own towards the server, so
 * that answers find their way back.
 */
export async function openLossyUdp(options: {
  readonly server: { readonly host: string; readonly port: number };
  readonly lossRate: number;
  readonly random: Random;
}): Promise<LossyUdp> {
  const { server, lossRate, random } = options;
  let dropped = 0;
  let passed = 0;
  const keeps = (): boolean => {
    const kept = random.next() >= lossRate;
    if (kept) passed++;
    else dropped++;
    return kept;
  };
  const front = await bound();
  const backs = new Map<string, Promise<Socket>>();

  const backFor = async (client: RemoteInfo): Promise<Socket> => {
    const back = await bound();
    back.on('message', (bytes) => {
      if (keeps()) front.send(bytes, client.port, client.address);
    });
    return back;
  };
  front.on('message', (bytes, client) => {
    if (!keeps()) return;
    const key = `${client.address} ${client.port}`;
    const back = backs.get(key) ?? backFor(client);
    backs.set(key, back);
    void back.then((socket) => socket.send(bytes, server.port, server.host));
  });
  return {
    port: front.address().port,
    dropped: () => dropped,
    passed: () => passed,
    async close() {
      for (const back of backs.values()) (await back).close();
      front.close();
    },
  };
}

function bound(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}
