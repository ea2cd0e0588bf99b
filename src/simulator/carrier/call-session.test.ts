import { describe, expect, it } from 'vitest';
import { CallSession, hasOurCodec } from './call-session.ts';
import { readSession } from './session-text.ts';

const sdp = (...lines: string[]) => ({ contentType: 'application/sdp', content: `${lines.join('\r\n')}\r\n` });
const head = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
const voice = ['m=audio 30000 RTP/AVP 0 8 101', 'a=rtpmap:101 telephone-event/8000'];
const words = ['m=text 30002 RTP/AVP 99 98', 'a=rtpmap:98 t140/1000', 'a=rtpmap:99 red/1000', 'a=fmtp:99 98/98/98'];
const local = { host: '127.0.0.2', port: 40_000, textPort: 40_002 };

describe('CallSession', () => {
  it('answers sound and text in the order of the offer, in the codec the offer prefers', () => {
    const session = CallSession.answering(sdp(...head, ...voice, ...words), local)!;
    expect(session.remote).toEqual({
      address: '127.0.0.1',
      port: 30_000,
      codec: 'PCMU',
      payloadType: 0,
      dtmfPayloadType: 101,
      direction: 'sendrecv',
    });
    expect(session.text).toEqual({ address: '127.0.0.1', port: 30_002, t140PayloadType: 98, redPayloadType: 99 });
    expect(session.answer.content).toContain('m=audio 40000 RTP/AVP 0 101\r\n');
    expect(session.answer.content).toContain('m=text 40002 RTP/AVP 99 98\r\n');
  });
  it('agrees on no text where none is offered, or none wanted, or it is offered with port 0', () => {
    expect(CallSession.answering(sdp(...head, ...voice), local)?.text).toBeNull();
    expect(CallSession.answering(sdp(...head, ...voice, ...words), { ...local, textPort: null })?.text).toBeNull();
    const closed = CallSession.answering(
      sdp(...head, ...voice, 'm=text 0 RTP/AVP 98', 'a=rtpmap:98 t140/1000'),
      local,
    )!;
    expect(closed.text).toBeNull();
    expect(closed.answer.content).toContain('m=text 0 RTP/AVP 98\r\n');
  });
  it('refuses what it cannot speak', () => {
    const strange = sdp(...head, 'm=audio 30000 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2');
    expect(CallSession.answering(strange, local)).toBeNull();
    expect(hasOurCodec(strange)).toBe(false);
    expect(CallSession.answering(sdp('hello'), local)).toBeNull();
    expect(readSession('v=0\nm=audio x RTP/AVP 0\n')).toBeNull();
  });
  it('puts the robot on hold and takes it back', () => {
    const session = CallSession.answering(sdp(...head, ...voice), local)!;
    expect(session.reoffer('hold').content).toContain('a=sendonly');
    session.take(sdp(...head, ...voice, 'a=recvonly'));
    expect(session.remote.direction).toBe('sendonly');
    expect(session.reoffer('resume').content).toContain('a=sendrecv');
    session.take(sdp(...head, ...voice));
    expect(session.remote.direction).toBe('sendrecv');
  });
  it('offers the other codec and follows the answer', () => {
    const session = CallSession.answering(sdp(...head, ...voice), local)!;
    const offer = session.reoffer('other-codec').content;
    expect(offer).toContain('m=audio 40000 RTP/AVP 8 101');
    expect(offer).toContain('a=rtpmap:8 PCMA/8000');
    session.take(sdp(...head, 'm=audio 30000 RTP/AVP 8 101', 'a=rtpmap:101 telephone-event/8000'));
    expect(session.remote).toMatchObject({ codec: 'PCMA', payloadType: 8 });
    expect(session.reoffer('other-codec').content).toContain('a=rtpmap:0 PCMU/8000');
  });
  it('answers a hold, refuses a fax, and offers again where the peer sent no offer', () => {
    const session = CallSession.answering(sdp(...head, ...voice), local)!;
    expect(session.answerAgain(sdp(...head, ...voice, 'a=sendonly'))?.content).toContain('a=recvonly');
    expect(session.answerAgain(sdp(...head, 'm=image 30004 udptl t38'))).toBeNull();
    expect(session.answerAgain(null)?.content).toContain('m=audio 40000');
  });
});
