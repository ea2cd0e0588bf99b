import { openBatchedHub } from './batched/batched-hub.ts';
import { openUdpSocket, type DatagramHub } from './datagram-socket.ts';

/** Which way packets go: by Node's `dgram`, by batched sockets, or by the better of what this machine has. */
export type DatagramPath = 'auto' | 'dgram' | 'batched';

/** Node's own sockets tell by themselves, and end with their thread. */
const dgramHub: DatagramHub = {
  path: 'dgram',
  open: openUdpSocket,
  poll: () => undefined,
  close: () => undefined,
};

/** What a wish comes to on this machine. Throws as `openDatagramHub` does. */
export function datagramPathHere(path: DatagramPath): DatagramHub['path'] {
  const hub = openDatagramHub(path, () => 0);
  hub.close();
  return hub.path;
}

/** Throws `no-batched-sockets` where `batched` was asked for and is not to be had: it takes Linux and the package `koffi`. */
export function openDatagramHub(
  path: DatagramPath,
  nowMs: () => number,
  openBatched: (nowMs: () => number) => DatagramHub = openBatchedHub,
): DatagramHub {
  if (path === 'dgram') return dgramHub;
  try {
    return openBatched(nowMs);
  } catch (error) {
    if (path === 'batched') throw error;
    return dgramHub;
  }
}
