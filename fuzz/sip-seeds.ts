import { tortureMessages } from '../src/telephony/sip/testing/torture-messages.ts';

const crlf = '\r\n';

function message(startLine: string, headers: readonly string[], body = ''): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return Buffer.from([startLine, ...headers, length, '', body].join(crlf));
}

export const seedBranch = 'z9hG4bK776asdhds';
export const seedCallId = 'a84b4c76e66710';
const via = `Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=${seedBranch}`;
const common = (method: string, toTag = ''): string[] => [
  via,
  'Max-Forwards: 70',
  'From: "Alice" <sip:alice@192.0.2.1>;tag=1928301774',
  `To: <sip:bob@192.0.2.99>${toTag}`,
  `Call-ID: ${seedCallId}@192.0.2.1`,
  `CSeq: 314159 ${method}`,
];
const request = (method: string, headers: readonly string[] = [], body = '', toTag = ''): Buffer =>
  message(`${method} sip:bob@192.0.2.99 SIP/2.0`, [...common(method, toTag), ...headers], body);
const response = (status: string, method: string, headers: readonly string[] = [], body = ''): Buffer =>
  message(`SIP/2.0 ${status}`, [...common(method, ';tag=a6c85cf'), ...headers], body);

export const offer = [
  'v=0',
  'o=- 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 4000 RTP/AVP 8 101',
  'a=rtpmap:101 telephone-event/8000',
  '',
].join(crlf);
const sdp = 'Content-Type: application/sdp';
const contact = 'Contact: <sip:alice@192.0.2.1:5060>';
const digest =
  'username="bob", realm="biloxi.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="sip:bob@biloxi.com", qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", opaque=""';
const multipart = [
  '--boundary1',
  sdp,
  '',
  offer,
  '--boundary1',
  'Content-Type: application/isup; version=itu-t92+',
  'Content-Disposition: signal; handling=optional',
  '',
  '\u0001\u0000\u0049',
  '--boundary1--',
  '',
].join(crlf);

/** Whole messages of every kind that a switchboard meets. */
const honest: readonly Buffer[] = [
  request('INVITE', [contact, sdp, 'Supported: 100rel, timer, replaces', 'Session-Expires: 1800;refresher=uac'], offer),
  request('INVITE', [contact, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed;boundary=boundary1'], multipart),
  request('INVITE', [contact, 'Replaces: 12345@192.0.2.1;to-tag=12345;from-tag=5FFE-3994', 'Require: replaces'], ''),
  request('INVITE', [
    contact,
    'P-Asserted-Identity: "外呼" <sip:+8613800138000@ims.example.com>, <tel:+8613800138000>',
    'Privacy: id;critical',
    'Diversion: <sip:+8610@gw>;reason=unconditional;counter=1',
    'History-Info: <sip:a@b?Reason=SIP%3Bcause%3D302>;index=1, <sip:c@d>;index=1.1',
    'Record-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr;ftag=1>',
  ]),
  message('INVITE sip:bob@192.0.2.99 SIP/2.0', [
    'v: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKc, SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bKd;received=192.0.2.7',
    'f: <sip:a@b>;tag=1',
    't: "B \\"quoted\\"" <sip:b@c>',
    'i: compact',
    'CSeq: 1 INVITE',
    'm: <sip:a@b>;q=0.5;expires=60, <sips:a@b;transport=tcp>',
    'k: 100rel,timer',
    's: subject',
    'e: identity',
  ]),
  request('ACK', [], '', ';tag=a6c85cf'),
  request('BYE', ['Reason: Q.850;cause=16;text="Normal call clearing"'], '', ';tag=a6c85cf'),
  request('CANCEL', ['Reason: SIP;cause=200;text="Call completed elsewhere", Q.850;cause=26']),
  request('PRACK', ['RAck: 776656 314159 INVITE'], '', ';tag=a6c85cf'),
  request('UPDATE', [contact, sdp, 'Session-Expires: 90', 'Min-SE: 90'], offer, ';tag=a6c85cf'),
  request('INFO', ['Content-Type: application/dtmf-relay'], 'Signal=5\r\nDuration=160\r\n', ';tag=a6c85cf'),
  request('REFER', ['Refer-To: <sip:carol@c?Replaces=1%40a%3Bto-tag%3D1%3Bfrom-tag%3D2>', 'Referred-By: <sip:a@b>']),
  request(
    'NOTIFY',
    ['Event: refer;id=93809824', 'Subscription-State: active;expires=60', 'Content-Type: message/sipfrag;version=2.0'],
    'SIP/2.0 100 Trying\r\n',
    ';tag=a6c85cf',
  ),
  request('SUBSCRIBE', ['Event: presence', 'Expires: 600', 'Accept: application/pidf+xml']),
  request('MESSAGE', ['Content-Type: text/plain;charset=utf-8'], '您好，请问需要贷款吗？'),
  request('PUBLISH', ['Event: presence', 'SIP-If-Match: dx200xyz']),
  request('OPTIONS', ['Accept: application/sdp;level=1, */*;q=0.1', 'Accept-Encoding: gzip;q=1.0, identity']),
  request('REGISTER', [contact, 'Expires: 3600', `Authorization: Digest ${digest}`, 'Path: <sip:p1;lr>']),
  request('REGISTER', ['Contact: *', 'Expires: 0']),
  request('REGISTER', [
    'Contact: <sip:a@b;ob>;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000A95A0E128>";reg-id=1',
    'Supported: path, outbound, gruu',
  ]),
  response('100 Trying', 'INVITE'),
  response('183 Session Progress', 'INVITE', [contact, 'Require: 100rel', 'RSeq: 1', sdp], offer),
  response('200 OK', 'INVITE', [contact, 'Allow: INVITE, ACK, BYE', sdp], offer),
  response('302 Moved Temporarily', 'INVITE', ['Contact: <sip:c@d>;q=0.7, <sip:e@f>;q=0.5']),
  response('401 Unauthorized', 'REGISTER', [
    'WWW-Authenticate: Digest realm="a", nonce="n", qop="auth,auth-int", algorithm=SHA-256, stale=TRUE, opaque="o"',
    'WWW-Authenticate: Digest realm="a", nonce="n", algorithm=MD5',
  ]),
  response('422 Session Interval Too Small', 'INVITE', ['Min-SE: 3600']),
  response('480 Temporarily Unavailable', 'INVITE', ['Retry-After: 120;duration=60', 'Warning: 399 a "b"']),
  response('503 Service Unavailable', 'OPTIONS', ['Reason: Q.850;cause=34']),
  request(
    'OPTIONS',
    Array.from({ length: 60 }, (_, index) => `X-Long-${index}: ${'wort '.repeat(20)}`),
  ),
];

/** With those of RFC 4475, of which half are refused: the honest ones count twice. */
export const sipSeeds: readonly Buffer[] = [...honest, ...honest, ...tortureMessages().map(({ bytes }) => bytes)];

export const sipWords: readonly string[] =
  `INVITE ACK BYE CANCEL OPTIONS REGISTER PRACK UPDATE REFER NOTIFY INFO SIP/2.0 SIP/7.0
  sip:a@b sips:a@b tel:+861088888888 <sip:a@b> sip: * "" <> Via: v: From: f: To: t: Call-ID: i: CSeq: Contact: m: Route:
  Record-Route: Content-Length: l: Content-Type: c: Require: Supported: Max-Forwards: Expires: RAck: RSeq: Replaces:
  Refer-To: Event: Session-Expires: Min-SE: Reason: Authorization: tag branch rport received maddr ttl lr expires q
  transport=tcp transport=ws boundary application/sdp multipart/mixed message/sipfrag 100rel replaces timer identity gzip
  __proto__ constructor %00 %0d%0a 0 -1 99999999999`.split(/\s+/);
