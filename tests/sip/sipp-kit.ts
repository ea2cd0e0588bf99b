import { createHash } from 'node:crypto';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  answerOffer,
  buildOffer,
  formatSessionDescription,
  openSipEndpoint,
  parseSessionDescription,
  readAnswer,
  type InviteRequest,
  type LocalSession,
  type OutgoingCallListener,
  type SipBody,
  type SipEndpoint,
  type SipEndpointOptions,
} from '../../src/telephony/index.ts';
import { recordOutgoing, type RecordedOutgoing } from '../../src/telephony/sip/testing/call-recorders.ts';

export const local: LocalSession = {
  sessionId: '1',
  version: 1,
  address: '127.0.0.1',
  audioPort: 40_000,
  textPort: null,
};
export const localWithText: LocalSession = { ...local, textPort: 40_002 };

export const body = (content: string): SipBody => ({ contentType: 'application/sdp', content });
export const offerOf = (session: LocalSession): SipBody => body(formatSessionDescription(buildOffer(session)));

/** The answer to a peer's offer, or the status it is refused with. */
export function answerTo(offer: SipBody | null): SipBody | { readonly refuse: number } {
  if (!offer) return offerOf(local);
  const verdict = answerOffer(parseSessionDescription(offer.content), { ...local, version: 2 });
  return verdict.kind === 'agreed' ? body(formatSessionDescription(verdict.answer)) : { refuse: verdict.status };
}

export const agreed = (answer: SipBody | null | undefined, session = local): ReturnType<typeof readAnswer> | null =>
  answer ? readAnswer(parseSessionDescription(answer.content), session) : null;

export const openEndpoint = (extra: Partial<SipEndpointOptions> = {}): Promise<SipEndpoint> =>
  openSipEndpoint({
    clock: systemClock,
    random: systemRandom,
    userAgent: 'Waihu',
    bind: { host: '127.0.0.1', port: 0 },
    transports: ['udp', 'tcp'],
    ...extra,
  });

export const portOf = (endpoint: SipEndpoint): number => endpoint.addresses[0]?.port ?? 0;

export interface Listening extends RecordedOutgoing {
  /** Resolves when an event of that name has been reported. */
  heard(event: string): Promise<void>;
}

/** Records a call and lets a test wait for what it hears: every wait ends with the test's own deadline. */
export function listen(overrides: Partial<OutgoingCallListener> = {}): Listening {
  const waiting: { event: string; resolve: () => void }[] = [];
  const recorded: RecordedOutgoing = recordOutgoing({
    reoffered(offer) {
      recorded.events.push('reoffered');
      notice();
      return answerTo(offer);
    },
  });
  const notice = (): void => {
    for (const { event, resolve } of waiting) if (recorded.events.includes(event)) resolve();
  };
  const noticing =
    <Arguments extends unknown[]>(name: keyof OutgoingCallListener): ((...given: Arguments) => void) =>
    (...given) => {
      (recorded[name] as (...all: Arguments) => void)(...given);
      (overrides[name] as ((...all: Arguments) => void) | undefined)?.(...given);
      notice();
    };
  return {
    ...recorded,
    progressed: noticing('progressed'),
    answered: noticing('answered'),
    failed: noticing('failed'),
    answeredLate: noticing('answeredLate'),
    ended: noticing('ended'),
    heard: (event) =>
      new Promise((resolve) => {
        waiting.push({ event, resolve });
        notice();
      }),
  };
}

export const orderTo = (port: number, extra: Partial<InviteRequest> = {}, transport = 'udp'): InviteRequest => ({
  requestUri: `sip:bob@127.0.0.1:${port}${transport === 'tcp' ? ';transport=tcp' : ''}`,
  from: { uri: 'sip:alice@127.0.0.1', displayName: 'Alice' },
  to: `sip:bob@127.0.0.1:${port}`,
  offer: offerOf(local),
  credentials: () => Promise.resolve({ username: 'alice', password: 'wonderland' }),
  ...extra,
});

/** The one right answer to a SHA-256 challenge without qop (RFC 7616 §3.4.1), worked out apart from our own code. */
export function sha256Answer(realm: string, nonce: string, method: string, uri: string): string {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  return hash(`${hash(`alice:${realm}:wonderland`)}:${nonce}:${hash(`${method}:${uri}`)}`);
}
