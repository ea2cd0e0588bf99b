import { createSocket } from 'node:dgram';

/**
 * Gives a scanner an address of its own: what is sent to `port` goes on to the server from `host`, and answers go back. Of
 * challenges it leaves MD5 alone, since svcrack ends at the sight of SHA-256.
 */
export async function openRelay(
  host: string,
  server: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number; readonly close: () => void }> {
  const [near, far] = [createSocket('udp4'), createSocket('udp4')];
  const bound = (socket: typeof near, address: string): Promise<void> =>
    new Promise((resolve) => {
      socket.bind(0, address, resolve);
    });
  await Promise.all([bound(near, '127.0.0.1'), bound(far, host)]);
  const askers = new Map<string, number>();
  near.on('message', (bytes, { port }) => {
    const branch = /branch=([^;\s]+)/.exec(bytes.toString())?.[1];
    if (branch !== undefined) askers.set(branch, port);
    far.send(bytes, server.port, server.host);
  });
  far.on('message', (bytes) => {
    const text = bytes.toString().replaceAll(/^(WWW|Proxy)-Authenticate: Digest algorithm=SHA-256.*\r\n/gim, '');
    const asker = askers.get(/branch=([^;\s]+)/.exec(text)?.[1] ?? '');
    if (asker !== undefined) near.send(text, asker, '127.0.0.1');
  });
  const close = (): void => {
    near.close();
    far.close();
  };
  return { port: near.address().port, close };
}
