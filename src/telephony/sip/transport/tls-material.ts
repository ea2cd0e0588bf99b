import {
  createSecureContext,
  rootCertificates,
  type ConnectionOptions,
  type SecureContext,
  type TlsOptions,
} from 'node:tls';
import { CodedError, messageOf } from '../../../foundation/errors.ts';
import type { SipAddress } from '../sip-endpoint.ts';
import { identityFault } from './peer-certificate.ts';

/** Keys and trust for TLS and WSS. PEM texts. */
export interface TlsMaterial {
  /** What we show: needed to listen. The chain below the root, own certificate first, and its key. */
  readonly certificate?: { readonly chain: string; readonly key: string };
  /** Trusted besides the well-known authorities. */
  readonly authorities?: readonly string[];
  /** `host` or `host:port` of peers whose certificate is not looked at: whoever is in between can listen and speak. */
  readonly unverified?: readonly string[];
}

const minVersion = 'TLSv1.2';
const handshakeTimeoutMs = 10_000;

/** What a server shows; throws `sip-bad-certificate`. */
export function serverTls({ certificate }: TlsMaterial): TlsOptions {
  if (!certificate) throw unusable('there is none; wanted certificate and key');
  const { chain: cert, key } = certificate;
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw unusable(messageOf(error), error);
  }
  return { cert, key, minVersion, handshakeTimeout: handshakeTimeoutMs };
}

/** How we connect to peers; the certificates are read once, at the first. Throws `sip-bad-certificate`. */
export function clientTls(material: TlsMaterial): (to: SipAddress) => ConnectionOptions {
  const { certificate, authorities = [], unverified = [] } = material;
  const open = new Set(unverified.map((hop) => hop.toLowerCase()));
  let secureContext: SecureContext | null = null;
  return ({ host, port }) => ({
    secureContext: (secureContext ??= createSecureContext({
      minVersion,
      ...(authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }),
      ...(certificate ? { cert: certificate.chain, key: certificate.key } : {}),
    })),
    checkServerIdentity: identityFault,
    rejectUnauthorized: !open.has(host.toLowerCase()) && !open.has(`${host.toLowerCase()}:${port}`),
  });
}

function unusable(why: string, cause?: unknown): CodedError {
  return new CodedError('sip-bad-certificate', `the TLS certificate for SIP cannot be used: ${why}`, {}, cause);
}
