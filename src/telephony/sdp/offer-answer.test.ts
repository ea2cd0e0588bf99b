import { describe, expect, it } from 'vitest';
import { formatSessionDescription } from './format-session-description.ts';
import { answerOffer, buildOffer, readAnswer, type LocalSession, type RemoteMedia } from './offer-answer.ts';
import { parseSessionDescription } from './parse-session-description.ts';
import type { SessionDescription } from './session-description.ts';

const local: LocalSession = { sessionId: '7', version: 1, address: '192.0.2.1', audioPort: 4_000, textPort: null };
const withText: LocalSession = { ...local, textPort: 4_002 };

/** What a peer offers or answers: its media lines after the usual head. */
const peer = (...media: string[]): SessionDescription =>
  parseSessionDescription(
    ['v=0', 'o=- 1 1 IN IP4 198.51.100.1', 's=-', 'c=IN IP4 198.51.100.1', 't=0 0', ...media].join('\r\n'),
  );

const audio = (formats = '0 8 101', ...attributes: string[]): string[] => [
  `m=audio 6000 RTP/AVP ${formats}`,
  'a=rtpmap:101 telephone-event/8000',
  ...attributes,
];
const text = (port = 6_002): string[] => [
  `m=text ${port} RTP/AVP 99 96`,
  'a=rtpmap:96 t140/1000',
  'a=rtpmap:99 red/1000',
  'a=fmtp:99 96/96/96',
];

function agreedAnswer(offer: SessionDescription, ours = local): { answer: string; remote: RemoteMedia } {
  const verdict = answerOffer(offer, ours);
  if (verdict.kind === 'refused') throw new Error(verdict.reason);
  return { answer: formatSessionDescription(verdict.answer), remote: verdict.remote };
}

function agreedRemote(answer: SessionDescription, ours = local): RemoteMedia {
  const verdict = readAnswer(answer, ours);
  if (verdict.kind === 'refused') throw new Error(verdict.reason);
  return verdict.remote;
}

describe('buildOffer()', () => {
  it('offers PCMA, PCMU and telephone-event at 20 ms', () => {
    expect(formatSessionDescription(buildOffer(local)).split('\r\n')).toEqual([
      'v=0',
      'o=- 7 1 IN IP4 192.0.2.1',
      's=-',
      'c=IN IP4 192.0.2.1',
      't=0 0',
      'm=audio 4000 RTP/AVP 8 0 101',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=ptime:20',
      'a=sendrecv',
      '',
    ]);
  });

  it('adds real-time text with redundancy only where there is a port for it', () => {
    const written = formatSessionDescription(buildOffer(withText));
    expect(written).toContain(
      'm=text 4002 RTP/AVP 98 100\r\na=rtpmap:98 red/1000\r\na=rtpmap:100 t140/1000\r\na=fmtp:98 100/100/100\r\n',
    );
  });

  it('keeps to the codecs and the direction asked for', () => {
    const written = formatSessionDescription(
      buildOffer({ ...local, codecs: ['PCMU'], direction: 'sendonly', version: 3 }),
    );
    expect(written).toContain('m=audio 4000 RTP/AVP 0 101\r\n');
    expect(written).toContain('a=sendonly');
    expect(written).toContain('o=- 7 3 IN');
  });
});

describe('answerOffer()', () => {
  it('takes the first codec of the peer that is ours, with its payload type for keys', () => {
    const { answer, remote } = agreedAnswer(peer(...audio('18 0 8 101')));
    expect(answer).toContain('m=audio 4000 RTP/AVP 0 101\r\n');
    expect(remote).toEqual({
      address: '198.51.100.1',
      port: 6_000,
      codec: 'PCMU',
      payloadType: 0,
      dtmfPayloadType: 101,
      direction: 'sendrecv',
      text: null,
    });
  });

  it('knows a codec under another payload type and a peer without keys', () => {
    const { answer, remote } = agreedAnswer(peer('m=audio 6000 RTP/AVP 96', 'a=rtpmap:96 pcma/8000'));
    expect(remote).toMatchObject({ codec: 'PCMA', payloadType: 96, dtmfPayloadType: null });
    expect(answer).toContain('m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 PCMA/8000\r\n');
  });

  it.each([
    ['sendonly', 'recvonly'],
    ['recvonly', 'sendonly'],
    ['inactive', 'inactive'],
    ['sendrecv', 'sendrecv'],
  ])('answers %s with %s', (offered, answered) => {
    const { answer, remote } = agreedAnswer(peer(...audio('8', `a=${offered}`)));
    expect(remote.direction).toBe(answered);
    expect(answer).toContain(`a=${answered}`);
  });

  it('takes c=0.0.0.0 as a hold', () => {
    const { remote } = agreedAnswer(peer('m=audio 6000 RTP/AVP 8', 'c=IN IP4 0.0.0.0'));
    expect(remote.direction).toBe('recvonly');
  });

  it('refuses other media with port 0 and keeps their order', () => {
    const { answer } = agreedAnswer(
      peer('m=video 7000 RTP/AVP 96', 'a=rtpmap:96 H264/90000', ...audio('8'), 'm=image 7002 udptl t38'),
    );
    expect(answer.split('\r\n').filter((line) => line.startsWith('m='))).toEqual([
      'm=video 0 RTP/AVP 96',
      'm=audio 4000 RTP/AVP 8',
      'm=image 0 udptl t38',
    ]);
  });

  it.each([
    ['no audio', ['m=image 7002 udptl t38']],
    ['audio switched off', ['m=audio 0 RTP/AVP 8']],
    ['no codec of ours', ['m=audio 6000 RTP/AVP 18']],
    ['secure audio alone', ['m=audio 6000 RTP/SAVP 8']],
  ])('refuses %s with 488', (_, media) => {
    expect(answerOffer(peer(...media), local)).toMatchObject({ kind: 'refused', status: 488 });
  });

  it('agrees to text only where we have a port', () => {
    const offer = peer(...audio('8'), ...text());
    expect(agreedAnswer(offer).answer).toContain('m=text 0 RTP/AVP 99 96');
    const { answer, remote } = agreedAnswer(offer, withText);
    expect(answer).toContain(
      'm=text 4002 RTP/AVP 99 96\r\na=rtpmap:99 red/1000\r\na=rtpmap:96 t140/1000\r\na=fmtp:99 96/96/96',
    );
    expect(remote.text).toEqual({ address: '198.51.100.1', port: 6_002, t140PayloadType: 96, redPayloadType: 99 });
  });

  it('takes text without redundancy and refuses text without t140', () => {
    const plain = agreedAnswer(peer(...audio('8'), 'm=text 6002 RTP/AVP 96', 'a=rtpmap:96 t140/1000'), withText);
    expect(plain.remote.text).toMatchObject({ t140PayloadType: 96, redPayloadType: null });
    const other = agreedAnswer(peer(...audio('8'), 'm=text 6002 RTP/AVP 96', 'a=rtpmap:96 other/1000'), withText);
    expect(other.remote.text).toBeNull();
    expect(other.answer).toContain('m=text 0 RTP/AVP 96');
  });
});

describe('readAnswer()', () => {
  it('reads where to send what', () => {
    expect(agreedRemote(peer(...audio('8 101')))).toMatchObject({
      port: 6_000,
      codec: 'PCMA',
      payloadType: 8,
      dtmfPayloadType: 101,
    });
  });

  it.each([
    ['refused with port 0', text(0)],
    ['missing', []],
    ['without t140', ['m=text 6002 RTP/AVP 96', 'a=rtpmap:96 other/1000']],
  ])('takes a text medium that is %s as no text', (_, media) => {
    expect(agreedRemote(peer(...audio('8'), ...media), withText).text).toBeNull();
  });

  it('reads agreed text', () => {
    expect(agreedRemote(peer(...audio('8'), ...text()), withText).text).toMatchObject({
      port: 6_002,
      redPayloadType: 99,
    });
  });

  it('is held when the peer only sends', () => {
    expect(agreedRemote(peer(...audio('8', 'a=sendonly'))).direction).toBe('recvonly');
  });

  it('refuses an answer without our audio', () => {
    expect(readAnswer(peer('m=audio 0 RTP/AVP 8'), local)).toMatchObject({ kind: 'refused' });
  });
});

describe('comfort noise', () => {
  it('is answered to who offers it, and told to media; nobody else is asked to send it', () => {
    const { answer, remote } = agreedAnswer(peer(...audio('8 13 101', 'a=rtpmap:13 CN/8000')));
    expect(answer).toContain('m=audio 4000 RTP/AVP 8 13 101\r\n');
    expect(answer).toContain('a=rtpmap:13 CN/8000\r\n');
    expect(remote).toMatchObject({ codec: 'PCMA', comfortNoise: true });
    const bare = agreedAnswer(peer(...audio('8 13 101')));
    expect(bare.answer).toContain('a=rtpmap:13 CN/8000\r\n');
    const without = agreedAnswer(peer(...audio('8 101')));
    expect(without.answer).not.toContain('CN/8000');
    expect(without.remote).not.toHaveProperty('comfortNoise');
    expect(formatSessionDescription(buildOffer(local))).not.toContain('CN/8000');
  });

  it('of an answer that names it unasked is taken as said', () => {
    expect(agreedRemote(peer(...audio('8 13 101')))).toMatchObject({ comfortNoise: true });
    expect(agreedRemote(peer(...audio('8 101')))).not.toHaveProperty('comfortNoise');
  });
});

describe('Opus', () => {
  const ours: LocalSession = { ...local, codecs: ['PCMA', 'PCMU', 'G722', 'opus'] };
  const wide = ['a=rtpmap:96 opus/48000/2', 'a=fmtp:96 stereo=1', 'a=rtpmap:97 telephone-event/48000'];

  it('is offered last, with keys at its own clock', () => {
    const offer = formatSessionDescription(buildOffer(ours));
    expect(offer).toContain('m=audio 4000 RTP/AVP 8 0 9 111 101 102');
    expect(offer).toContain('a=rtpmap:111 opus/48000/2\r\n');
    expect(offer).toContain('a=fmtp:111 maxplaybackrate=8000;useinbandfec=1\r\n');
    expect(offer).toContain('a=rtpmap:102 telephone-event/48000\r\n');
    expect(formatSessionDescription(buildOffer(local))).not.toContain('48000');
  });

  it('is agreed to by whoever has it alone, under the name the peer gave it', () => {
    const { answer, remote } = agreedAnswer(peer('m=audio 6000 RTP/AVP 96 97', ...wide), ours);
    expect(remote).toMatchObject({ codec: 'opus', payloadType: 96, dtmfPayloadType: 97, dtmfClockRateHz: 48_000 });
    expect(answer).toContain('m=audio 4000 RTP/AVP 96 97');
    expect(answer).toContain('a=fmtp:96 maxplaybackrate=8000;useinbandfec=1');
  });

  it('gives way to what needs no transcoding, unless it comes before that with us', () => {
    const both = peer('m=audio 6000 RTP/AVP 96 8 97 101', ...wide, 'a=rtpmap:101 telephone-event/8000');
    const first = agreedAnswer(both, ours).remote;
    expect(first).toMatchObject({ codec: 'PCMA', dtmfPayloadType: 101 });
    expect(first.dtmfClockRateHz).toBeUndefined();
    expect(agreedAnswer(both, { ...local, codecs: ['opus', 'PCMA'] }).remote).toMatchObject({ codec: 'opus' });
  });

  it('takes keys at 8 kHz from a peer that has no others', () => {
    const narrow = peer('m=audio 6000 RTP/AVP 96 101', 'a=rtpmap:96 OPUS/48000/2', 'a=rtpmap:101 telephone-event/8000');
    const { remote } = agreedAnswer(narrow, ours);
    expect(remote).toMatchObject({ codec: 'opus', dtmfPayloadType: 101 });
    expect(remote.dtmfClockRateHz).toBeUndefined();
  });
});
