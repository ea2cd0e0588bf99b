import { systemClock } from '../src/foundation/clock.ts';
import { systemRandom } from '../src/foundation/random.ts';
import { PortPool, type IncomingCall } from '../src/telephony/index.ts';
import { answerTo, calledNumber, openCallees } from './callees.ts';
import { TurnCaller } from './turn/caller.ts';
import { openEmulatedService } from './turn/emulated-service.ts';
import type { CallersNews, CallersOrder } from './turn/callers-messages.ts';

/** Customers in a process of their own, `sip:3@…` says the lines of the third row; and beside them the service that knows their voices. */
const tell = (news: CallersNews): void => void process.send?.(news);
const world = { clock: systemClock, random: systemRandom };
const ports = new PortPool({ from: 10_000, to: 10_999 });
const endpoint = await openCallees();
const service = await openEmulatedService(systemClock);
let { rows, types }: CallersOrder = { rows: [], types: false };

async function take(call: IncomingCall): Promise<void> {
  const caller = calledNumber(call);
  const customer = await TurnCaller.open(rows[caller] ?? [], ports, { ...world, types }, (said) => {
    tell({ kind: 'said', caller, said });
    void call.bye();
    customer.close();
  });
  const media = { audioPort: customer.port, textPort: customer.textPort };
  const answer = answerTo(call, media, () => customer.close());
  if (!answer) return;
  customer.connect(answer.remote);
  await call.accept(answer.body);
}

process.on('disconnect', () => process.exit());
process.on('message', (order: CallersOrder) => {
  ({ rows, types } = order);
  service.learn(rows.flat());
  tell({ kind: 'ready', sipPort: endpoint.addresses[0]?.port ?? 0 });
});
endpoint.onInvite((call) => void take(call).catch(() => undefined));
tell({ kind: 'started', serviceUrl: service.url });
