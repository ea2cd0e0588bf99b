import { systemClock } from '../src/foundation/clock.ts';
import { systemRandom } from '../src/foundation/random.ts';
import { raiseThreadPriority } from '../src/foundation/thread-priority.ts';
import { PortPool, type IncomingCall } from '../src/telephony/index.ts';
import { Callee } from './answer/callee.ts';
import type { CalleeOrder, CalleesNews } from './answer/callees-messages.ts';
import { answerTo, calledNumber, openCallees } from './callees.ts';

/** People, machines and networks in a process of their own: `sip:3@…` plays the third sound, before the answer or after it. */
// What is judged is what comes, not how busy the machine is that plays it.
raiseThreadPriority(10);
const world = { clock: systemClock, random: systemRandom };
const ports = new PortPool({ from: 13_000, to: 13_999 });
const endpoint = await openCallees();
const tell = (news: CalleesNews): void => void process.send?.(news);
const orders = new Map<number, CalleeOrder>();

async function take(call: IncomingCall): Promise<void> {
  const number = calledNumber(call);
  const order = orders.get(number);
  orders.delete(number);
  if (!order) return call.reject(404);
  const { early, codec, samples } = order;
  const callee = await Callee.open(samples, ports, world, () => {
    if (early) call.reject(603);
    else void call.bye();
    callee.close();
  });
  const answer = answerTo(call, { audioPort: callee.port, textPort: null, codecs: [codec] }, () => callee.close());
  if (!answer) return;
  if (early) call.progress(183, { body: answer.body });
  else {
    call.progress(180);
    await call.accept(answer.body);
  }
  callee.play(answer.remote);
}

process.on('disconnect', () => process.exit());
process.on('message', (order: CalleeOrder) => {
  orders.set(order.number, order);
  tell({ kind: 'ready', number: order.number });
});
endpoint.onInvite((call) => void take(call).catch(() => call.reject(500)));
tell({ kind: 'started', sipPort: endpoint.addresses[0]?.port ?? 0 });
