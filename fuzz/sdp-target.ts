import { CodedError } from '../src/foundation/errors.ts';
import { formatSessionDescription } from '../src/telephony/sdp/format-session-description.ts';
import { newLocalSrtp } from '../src/telephony/sdp/media-security.ts';
import { answerOffer, buildOffer, readAnswer, type LocalSession } from '../src/telephony/sdp/offer-answer.ts';
import { parseSessionDescription } from '../src/telephony/sdp/parse-session-description.ts';
import type { SessionDescription } from '../src/telephony/sdp/session-description.ts';
import type { OpenFuzzTarget } from './fuzz-target.ts';
import { sdpSeeds } from './sdp-seeds.ts';

const words =
  `v=0 o=- 0 IN IP4 IP6 c=IN 0.0.0.0 255.255.255.255 ::1 m=audio m=text m=image RTP/AVP RTP/SAVP RTP/AVPF udptl
  a=rtpmap:0 PCMA/8000 telephone-event/8000 t140/1000 red/1000 a=fmtp:101 0-15 a=ptime:20 a=sendrecv a=inactive
  a=crypto:1 a=candidate:1 a=ssrc:1 a=group:BUNDLE a=rid:1 a=simulcast:send a=extmap:1 99999999999999999999 -1 1e9 __proto__
  constructor`.split(/\s+/);

/** Reads the description as offer and as answer; what we answer must be readable itself. */
export const openSdpTarget: OpenFuzzTarget = (random) => {
  const local: LocalSession = { sessionId: '1', version: 1, address: '192.0.2.9', audioPort: 4_000, textPort: 4_002 };
  const srtp = newLocalSrtp('optional', random);
  const locals = srtp ? [local, { ...local, srtp }] : [local];
  const ours = Buffer.from(formatSessionDescription(buildOffer(local)));
  return Promise.resolve({
    seeds: [ours, ...sdpSeeds],
    words,
    feed(input) {
      const session = readOrRefuse(input.toString());
      if (!session) return false;
      for (const one of locals) {
        readAnswer(session, one);
        const answer = answerOffer(session, one);
        if (answer.kind === 'agreed') parseSessionDescription(formatSessionDescription(answer.answer));
      }
      return true;
    },
  });
};

/** Null where it is refused as it should be: with the error for that. */
export function readOrRefuse(text: string): SessionDescription | null {
  try {
    return parseSessionDescription(text);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'sdp-broken') return null;
    throw error;
  }
}
