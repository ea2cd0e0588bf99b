import { systemClock } from '../src/foundation/clock.ts';
import { systemRandom } from '../src/foundation/random.ts';
import { openSipEndpoint } from '../src/telephony/index.ts';
import { SipLoad, type LoadOrder } from './sip-load.ts';

/** The program under test: one endpoint as the product opens it, in a process of its own. */
const endpoint = await openSipEndpoint({
  clock: systemClock,
  random: systemRandom,
  userAgent: 'Waihu',
  bind: { host: '127.0.0.1', port: 0 },
  transports: ['udp'],
});
const load = new SipLoad(endpoint);
process.on('message', (order: LoadOrder) => {
  process.send?.(load.serve(order));
});
process.send?.(load.usage());
