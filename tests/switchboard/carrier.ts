import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { openSipEndpoint } from '../../src/telephony/index.ts';

const host = '127.0.0.1';
const offer = {
  contentType: 'application/sdp',
  content: `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio 45998 RTP/AVP 8\r\n`,
};

export interface CarrierCall {
  /** `180`, `answered`, `failed 404`, `ended remote`. */
  readonly told: string[];
  hangUp(): Promise<void>;
}

export interface TestCarrier {
  readonly port: number;
  /** Sends a call to our server at `serverPort` of the same machine, and knows no password. */
  call(number: string, caller: string): CarrierCall;
  close(): Promise<void>;
}

/** The far end of a trunk, which brings calls in. Silent: only its signalling is looked at. */
export async function openCarrier(serverPort: () => number): Promise<TestCarrier> {
  const sip = await openSipEndpoint({
    bind: { host, port: 0 },
    transports: ['udp'],
    clock: systemClock,
    random: systemRandom,
    userAgent: 'carrier',
  });
  return {
    port: sip.addresses[0]?.port ?? 0,
    call(number, caller) {
      const told: string[] = [];
      const dialog = sip.invite(
        {
          requestUri: `sip:${number}@${host}:${serverPort()}`,
          from: { uri: `sip:${caller}@${host}` },
          to: `sip:${number}@${host}`,
          offer,
        },
        {
          progressed: ({ status }) => void told.push(String(status)),
          answered: () => void told.push('answered'),
          failed: ({ status }) => void told.push(`failed ${status}`),
          answeredLate: () => void told.push('answered late'),
          ended: ({ by }) => void told.push(`ended ${by}`),
          reoffered: () => ({ refuse: 488 }),
          info: () => undefined,
        },
      );
      return { told, hangUp: () => dialog.bye() };
    },
    close: () => sip.close(),
  };
}
