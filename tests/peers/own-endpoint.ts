import { OwnSession } from '../../src/call/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import {
  openRtpEndpoint,
  openSipEndpoint,
  PortPool,
  type RtpEndpoint,
  type SipEndpoint,
} from '../../src/telephony/index.ts';

export const host = '127.0.0.1';
const usualPorts = new PortPool({ from: 45_000, to: 45_399 }, systemRandom);

/** A peer of our own stack, on any port. */
export const openOwnEndpoint = (userAgent: string): Promise<SipEndpoint> =>
  openSipEndpoint({
    bind: { host, port: 0 },
    transports: ['udp'],
    clock: systemClock,
    random: systemRandom,
    userAgent,
  });

/** A port for the sound of its calls. */
export const openSound = (ports: PortPool = usualPorts): Promise<RtpEndpoint> =>
  openRtpEndpoint({ bindAddress: host, ports, clock: systemClock, random: systemRandom, text: false });

/** What a call with that sound offers and answers: G.711. */
export const sessionWith = ({ port }: RtpEndpoint): OwnSession =>
  new OwnSession(String(port), { address: host, port, textPort: null, codecs: ['PCMA', 'PCMU'] });
