import { describe, expect, it } from 'vitest';
import { isBrowserOffer, isBrowserTransport } from '../webrtc/browser-peer.ts';
import { formatSessionDescription } from './format-session-description.ts';
import { answerOffer, buildOffer, readAnswer, type LocalSession } from './offer-answer.ts';
import { parseSessionDescription } from './parse-session-description.ts';

const bytes = Array.from({ length: 32 }, (_, at) => at.toString(16).toUpperCase().padStart(2, '0')).join(':');
const fingerprint = { algorithm: 'sha-256', value: bytes };
const password = 'browser0password0of0its0own';

/** As Chromium writes it: many codecs, mu-law first of those we know, extensions, nothing of where it is but candidates. */
const lines = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS stream',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2113937151 6b2a9f1e-0000-4000-8000-5f6d2f7e1a11.local 60000 typ host generation 0',
  'a=candidate:2 1 udp 2113937151 192.0.2.7 60001 typ host generation 0',
  'a=candidate:3 2 udp 2113937150 192.0.2.7 60002 typ host',
  'a=candidate:4 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active',
  'a=ice-ufrag:Kb7x',
  `a=ice-pwd:${password}`,
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${bytes}`,
  'a=setup:actpass',
  'a=mid:voice',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=sendrecv',
  'a=msid:stream track',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:63 red/48000/2',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:13 CN/8000',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  'a=ssrc:1 cname:x',
];
const text = (change: (line: string) => string | null = (line) => line): string =>
  lines.flatMap((line) => change(line) ?? []).join('\r\n') + '\r\n';
const offered = (change?: (line: string) => string | null) => parseSessionDescription(text(change));
const without = (start: string) => offered((line) => (line.startsWith(start) ? null : line));
const replaced = (start: string, by: string) => offered((line) => (line.startsWith(start) ? by : line));

const ice = { ufrag: 'ours', password: 'our0password0for0this0leg', fingerprint, mid: '0', role: null };
const local: LocalSession = {
  sessionId: '1',
  version: 1,
  address: '198.51.100.1',
  audioPort: 40_000,
  textPort: null,
  ice,
};

describe('the offer of a browser', () => {
  it('is answered with one codec of ours, our candidate, and the handshake begun by us', () => {
    const agreed = answerOffer(offered(), local);
    if (agreed.kind === 'refused') throw new Error(agreed.reason);
    expect(agreed.remote).toMatchObject({
      address: '192.0.2.7',
      port: 60_001,
      codec: 'PCMA',
      payloadType: 8,
      dtmfPayloadType: 126,
      direction: 'sendrecv',
      text: null,
      ice: { ufrag: 'Kb7x', password, fingerprint, role: 'passive', mid: 'voice' },
    });
    expect(agreed.remote.ice?.candidates).toEqual([{ address: '192.0.2.7', port: 60_001 }]);
    const answer = formatSessionDescription(agreed.answer);
    for (const line of [
      'a=group:BUNDLE voice',
      'a=mid:voice',
      'a=setup:active',
      'a=rtcp-mux',
      'a=ice-ufrag:ours',
      `a=fingerprint:sha-256 ${bytes}`,
      'a=candidate:1 1 UDP 2130706431 198.51.100.1 40000 typ host',
      'a=end-of-candidates',
      'a=rtpmap:126 telephone-event/8000',
    ])
      expect(answer.split('\r\n')).toContain(line);
    expect(answer).toMatch(/m=audio 40000 UDP\/TLS\/RTP\/SAVPF 8( 13)? 126( 13)?\r\n/);
    expect(answer).not.toMatch(/extmap|opus|crypto/);
  });

  it('keeps who begins the handshake as it was settled, and takes a browser at its word', () => {
    const passive = answerOffer(offered(), { ...local, ice: { ...ice, role: 'passive' } });
    expect(passive).toMatchObject({
      remote: { ice: { role: 'active' } },
      answer: { media: [{ ice: { setup: 'passive' } }] },
    });
    const active = answerOffer(replaced('a=setup', 'a=setup:active'), local);
    expect(active).toMatchObject({ remote: { ice: { role: 'active' } } });
  });

  it('that holds us says so by its direction, not by 0.0.0.0', () => {
    expect(answerOffer(replaced('a=sendrecv', 'a=sendonly'), local)).toMatchObject({
      remote: { direction: 'recvonly' },
    });
  });

  it('may have its lines of the session above all media, and name no address at all', () => {
    const moved = text((line) => (/^a=(?:fingerprint|candidate)/.test(line) ? null : line)).replace(
      't=0 0\r\n',
      `t=0 0\r\na=fingerprint:SHA-256 ${bytes.toLowerCase()}\r\n`,
    );
    const agreed = answerOffer(parseSessionDescription(moved), local);
    expect(agreed).toMatchObject({
      remote: { address: 'ice', direction: 'sendrecv', ice: { fingerprint, candidates: [] } },
    });
  });

  it.each([
    ['no fingerprint', without('a=fingerprint')],
    ['a fingerprint of another length', replaced('a=fingerprint', 'a=fingerprint:sha-256 AB:CD')],
    ['a digest nobody knows', replaced('a=fingerprint', `a=fingerprint:sha-999 ${bytes}`)],
    ['no password', without('a=ice-pwd')],
    ['a password too short', replaced('a=ice-pwd', 'a=ice-pwd:short')],
    ['RTCP on a port of its own', without('a=rtcp-mux')],
    ['a setup of no use', replaced('a=setup', 'a=setup:holdconn')],
    ['no G.711', offered((line) => (/PCM[AU]/.test(line) ? null : line.replace(' 0 8 13', ' 13')))],
  ])('is refused with %s', (_what, offer) => {
    expect(answerOffer(offer, local)).toMatchObject({ kind: 'refused', status: 488 });
  });

  it('gets its picture refused, by name', () => {
    const withVideo = `${text()}m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n`;
    const agreed = answerOffer(parseSessionDescription(withVideo), local);
    if (agreed.kind === 'refused') throw new Error(agreed.reason);
    const answer = formatSessionDescription(agreed.answer);
    expect(answer).toContain('m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1');
    expect(answer).toContain('a=group:BUNDLE voice\r\n');
  });

  it("is nothing for a leg that is no browser's, nor a desk telephone's offer for one that is", () => {
    const { ice: _none, ...desk } = local;
    expect(answerOffer(offered(), desk)).toMatchObject({ kind: 'refused' });
    expect(answerOffer(buildOffer(desk), local)).toMatchObject({ kind: 'refused' });
  });
});

describe('our offer to a browser', () => {
  const offer = buildOffer({ ...local, textPort: 40_002 });

  it('leaves it who begins, and is read back as it was meant', () => {
    expect(offer.media).toHaveLength(1);
    expect(offer.media[0]).toMatchObject({ protocol: 'UDP/TLS/RTP/SAVPF', mid: '0', ice: { setup: 'actpass' } });
    expect(parseSessionDescription(formatSessionDescription(offer)).media[0]?.ice).toEqual(offer.media[0]?.ice);
  });

  it('takes an answer that says who begins, and no other', () => {
    expect(readAnswer(replaced('a=setup', 'a=setup:active'), local)).toMatchObject({
      remote: { ice: { role: 'active' } },
    });
    expect(readAnswer(offered(), local)).toMatchObject({ kind: 'refused' });
  });
});

describe('a browser is known', () => {
  const body = (content: string, contentType = 'application/sdp') => ({ contentType, content });

  it('by how it came', () => {
    expect((['udp', 'tcp', 'tls', 'ws', 'wss'] as const).filter(isBrowserTransport)).toEqual(['ws', 'wss']);
  });

  it('and nonsense that looks like a number is refused, not stumbled over', () => {
    for (const [line, broken] of [
      ['a=fingerprint', 'a=fingerprint:sha-256 19'],
      ['a=fingerprint', 'a=fingerprint:256 19:E2'],
      ['a=candidate', 'a=candidate:1 1 17 2122260223 127 50000 typ host'],
    ] as const)
      expect(() => isBrowserOffer(body(text().replace(new RegExp(`${line}.*`), broken)))).not.toThrow();
  });

  it('by what it offers', () => {
    expect(isBrowserOffer(body(text()))).toBe(true);
    expect(isBrowserOffer(body(text(), 'text/plain'))).toBe(false);
    expect(isBrowserOffer(body(text().replaceAll('UDP/TLS/RTP/SAVPF', 'RTP/AVP')))).toBe(false);
    expect(isBrowserOffer(body('nonsense'))).toBe(false);
    expect(isBrowserOffer(null)).toBe(false);
  });
});
