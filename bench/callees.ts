import { systemClock } from '../src/foundation/clock.ts';
import { systemRandom } from '../src/foundation/random.ts';
import {
  answerOffer,
  formatSessionDescription,
  openSipEndpoint,
  parseSessionDescription,
  type IncomingCall,
  type LocalSession,
  type RemoteMedia,
  type SipBody,
  type SipEndpoint,
} from '../src/telephony/index.ts';

const address = '127.0.0.1';

/** Where those are called whom a bench calls, on a port of its own. */
export const openCallees = (): Promise<SipEndpoint> =>
  openSipEndpoint({
    clock: systemClock,
    random: systemRandom,
    userAgent: 'bench',
    bind: { host: address, port: 0 },
    transports: ['udp'],
  });

/** N of `sip:N@…`; NaN where something else was called. */
export const calledNumber = ({ requestUri }: IncomingCall): number => Number(/^sip:(\d+)@/.exec(requestUri)?.[1]);

/**
 * What a call is to be answered with, and where its other side is. Null: nothing was agreed, and it is rejected. `over` comes when the
 * call has ended, before its answer or after.
 */
export function answerTo(
  call: IncomingCall,
  media: Pick<LocalSession, 'audioPort' | 'textPort' | 'codecs'>,
  over: () => void,
): { readonly body: SipBody; readonly remote: RemoteMedia } | null {
  const offered = call.offer && parseSessionDescription(call.offer.content);
  const session = { sessionId: String(media.audioPort), version: 1, address, ...media };
  const answered = offered && answerOffer(offered, session);
  if (answered?.kind !== 'agreed') {
    call.reject(488);
    over();
    return null;
  }
  call.listen({ cancelled: over, ended: over, reoffered: () => ({ refuse: 488 }), info: () => undefined });
  const content = formatSessionDescription(answered.answer);
  return { body: { contentType: 'application/sdp', content }, remote: answered.remote };
}
