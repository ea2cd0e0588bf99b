import { describe, expect, it } from 'vitest';
import { explainTls, identityFault, type CertificateNames } from './peer-certificate.ts';

const certificate = (subjectaltname: string | undefined, CN = 'nobody'): CertificateNames => ({
  subject: { CN, C: '', ST: '', L: '', O: '', OU: '' },
  ...(subjectaltname === undefined ? {} : { subjectaltname }),
});

describe('identityFault()', () => {
  it.each([
    ['sip.carrier.example', 'DNS:sip.carrier.example'],
    ['SIP.Carrier.example', 'DNS:sip.carrier.example'],
    ['sip.carrier.example', 'DNS:*.carrier.example'],
    ['192.0.2.7', 'DNS:x, IP Address:192.0.2.7'],
    ['carrier.example', 'URI:sip:carrier.example, DNS:edge7.carrier.example'],
    ['carrier.example.', 'URI:sip:Carrier.example.'],
    ['carrier.example', 'URI:sip:robot@other.example, DNS:carrier.example'],
  ])('takes %s with %s', (host, names) => {
    expect(identityFault(host, certificate(names))).toBeUndefined();
  });

  it.each([
    ['sip.carrier.example', 'DNS:carrier.example'],
    ['a.b.carrier.example', 'DNS:*.carrier.example'],
    ['192.0.2.7', 'DNS:192.0.2.7'],
    ['192.0.2.7', 'IP Address:192.0.2.8'],
    ['edge7.carrier.example', 'URI:sip:carrier.example, DNS:edge7.carrier.example'],
    ['a.carrier.example', 'URI:sip:*.carrier.example'],
    ['carrier.example', 'URI:sip:robot@carrier.example'],
    ['carrier.example', 'URI:sips:other.example, DNS:"carrier.example"x'],
  ])('refuses %s with %s', (host, names) => {
    expect(identityFault(host, certificate(names))).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('looks at the common name only where there is no other name', () => {
    expect(identityFault('old.example', certificate(undefined, 'old.example'))).toBeUndefined();
    expect(identityFault('old.example', certificate('DNS:x', 'old.example'))).toBeInstanceOf(Error);
  });
});

describe('explainTls()', () => {
  const to = { host: 'sip.carrier.example', port: 5061 };
  const fault = (code: string, more: object = {}): string =>
    explainTls(Object.assign(new Error('as OpenSSL says'), { code, ...more }), to);

  it('says what is wrong with which certificate', () => {
    expect(fault('CERT_HAS_EXPIRED')).toBe('the certificate of sip.carrier.example:5061 has expired');
    expect(fault('DEPTH_ZERO_SELF_SIGNED_CERT')).toContain('is self-signed and is signed by nobody we trust');
    expect(fault('ERR_TLS_CERT_ALTNAME_INVALID', { cert: certificate('DNS:x') })).toBe(
      'the certificate of sip.carrier.example:5061 is for DNS:x; wanted sip.carrier.example',
    );
    expect(fault('ERR_TLS_CERT_ALTNAME_INVALID', { cert: certificate(undefined, 'x') })).toContain('is for CN:x');
  });

  it('leaves other errors as they are', () => {
    expect(fault('ECONNREFUSED')).toBe('as OpenSSL says');
    expect(fault('constructor')).toBe('as OpenSSL says');
  });
});
