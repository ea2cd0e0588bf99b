import { isIP } from 'node:net';
import { connect, createServer } from 'node:tls';
import { explainTls } from './peer-certificate.ts';
import { openStreams } from './stream-transport.ts';
import { clientTls, serverTls, type TlsMaterial } from './tls-material.ts';
import type { Bind, ConnectionSurroundings, Transport } from './transport.ts';

/** SIP in TLS (RFC 3261 §26.2). `bind` null: connects, and listens nowhere. */
export function openTls(bind: Bind | null, material: TlsMaterial, around: ConnectionSurroundings): Promise<Transport> {
  const optionsFor = clientTls(material);
  return openStreams(
    {
      transport: 'tls',
      server: bind && createServer(serverTls(material)),
      accepted: 'secureConnection',
      ready: 'secureConnect',
      connect: (to) => {
        const { host, port } = to;
        return connect({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...optionsFor(to) });
      },
      explain: explainTls,
    },
    bind ?? { host: '', port: 0 },
    around,
  );
}
