import { systemClock } from '../src/foundation/clock.ts';
import { systemRandom } from '../src/foundation/random.ts';
import {
  answerOffer,
  formatSessionDescription,
  openSipEndpoint,
  parseSessionDescription,
  PortPool,
  type IncomingCall,
} from '../src/telephony/index.ts';
import { TurnCaller } from './turn/caller.ts';
import { openEmulatedService } from './turn/emulated-service.ts';
import type { CallersNews, CallersOrder } from './turn/callers-messages.ts';

/** Customers in a process of their own, `sip:3@…` says the lines of the third row; and beside them the service that knows their voices. */
/** How late the emulated service is. */
const serviceLatencyMs = 150;
const tell = (news: CallersNews): void => void process.send?.(news);
const world = { clock: systemClock, random: systemRandom };
const ports = new PortPool({ from: 10_000, to: 10_999 });
const endpoint = await openSipEndpoint({
  ...world,
  userAgent: 'bench',
  bind: { host: '127.0.0.1', port: 0 },
  transports: ['udp'],
});
const service = await openEmulatedService(systemClock, serviceLatencyMs);
let { rows, types }: CallersOrder = { rows: [], types: false };

async function take(call: IncomingCall): Promise<void> {
  const caller = Number(/^sip:(\d+)@/.exec(call.requestUri)?.[1]);
  const offered = call.offer && parseSessionDescription(call.offer.content);
  if (!offered) return call.reject(488);
  const customer = await TurnCaller.open(rows[caller] ?? [], ports, { ...world, types }, (said) => {
    tell({ kind: 'said', caller, said });
    void call.bye();
    customer.close();
  });
  const answered = answerOffer(offered, {
    sessionId: String(caller + 1),
    version: 1,
    address: '127.0.0.1',
    audioPort: customer.port,
    textPort: customer.textPort,
  });
  if (answered.kind === 'refused') return call.reject(answered.status);
  call.listen({
    cancelled: () => customer.close(),
    ended: () => customer.close(),
    reoffered: () => ({ refuse: 488 }),
    info: () => undefined,
  });
  customer.connect(answered.remote);
  return call.accept({ contentType: 'application/sdp', content: formatSessionDescription(answered.answer) });
}

process.on('disconnect', () => process.exit());
process.on('message', (order: CallersOrder) => {
  ({ rows, types } = order);
  service.learn(rows.flat());
  tell({ kind: 'ready', sipPort: endpoint.addresses[0]?.port ?? 0 });
});
endpoint.onInvite((call) => void take(call).catch(() => undefined));
tell({ kind: 'started', serviceUrl: service.url });
