import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { SipAddress } from '../sip-endpoint.ts';

/** What we need of a certificate to see whose it is. */
export type CertificateNames = Pick<PeerCertificate, 'subject' | 'subjectaltname'>;

/**
 * Undefined where the certificate is that of `host`. Domains in `URI:sip:` names come first (RFC 5922 §7.1) and must
 * agree to the letter; else host names and addresses count as they do on the web, with the wildcard in the leftmost
 * label that RFC 5922 §7.2 forbids and carriers use.
 */
export function identityFault(host: string, certificate: CertificateNames): Error | undefined {
  const domains = sipDomains(certificate.subjectaltname ?? '');
  if (domains.length === 0) return checkServerIdentity(host, certificate as PeerCertificate);
  if (domains.includes(withoutDot(host.toLowerCase()))) return undefined;
  return Object.assign(new Error(`Host: ${host}. is not in the cert's domains: ${domains.join(', ')}`), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    cert: certificate,
  });
}

/** Domains of `URI:sip:example.com` names; one with a user part is a person's (§7.1). */
function sipDomains(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )URI:sip:([^@,;"\s]+)(?=,|$)/gi)].map(([, domain = '']) =>
    withoutDot(domain.toLowerCase()),
  );
}

const withoutDot = (name: string): string => (name.endsWith('.') ? name.slice(0, -1) : name);

const untrusted = 'is signed by nobody we trust: name its authority among the trusted ones';
const faults: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: `is self-signed and ${untrusted}`,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'is revoked',
};

/** Why TLS with `to` failed, in words an operator can act upon. */
export function explainTls(error: Error, to: Pick<SipAddress, 'host' | 'port'>): string {
  const { code, cert } = error as Error & { readonly code?: string; readonly cert?: CertificateNames };
  const whose = `the certificate of ${to.host}:${to.port}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = cert?.subjectaltname ?? `CN:${String(cert?.subject?.CN ?? '')}`;
    return `${whose} is for ${names}; wanted ${to.host}`;
  }
  const fault = Object.hasOwn(faults, code ?? '') ? faults[code ?? ''] : undefined;
  return fault === undefined ? error.message : `${whose} ${fault}`;
}
