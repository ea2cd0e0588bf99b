import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { systemClock } from '../src/foundation/clock.ts';
import { systemRandom } from '../src/foundation/random.ts';
import {
  answerOffer,
  formatSessionDescription,
  openSipEndpoint,
  parseSessionDescription,
  type IncomingCall,
} from '../src/telephony/index.ts';
import type { CalleeNews, CalleeOptions } from './rtp-lateness.ts';

/** The callees' SIP: answers every call at once and points it to a telephone of the rig, which is a program of its own. */
const options = JSON.parse(process.argv[2] ?? '') as CalleeOptions;
const tell = (news: CalleeNews): void => void process.send?.(news);
const rig = spawn(options.rig, ['call', String(options.telephones), String(options.firstPort), options.voiceFile], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const order = (line: string): void => void rig.stdin.write(`${line}\n`);
process.on('disconnect', () => process.exit());
rig.on('exit', () => process.exit(1));
process.on('message', (line: string) => order(line));

const endpoint = await openSipEndpoint({
  clock: systemClock,
  random: systemRandom,
  userAgent: 'bench',
  bind: { host: '127.0.0.1', port: 0 },
  transports: ['udp'],
});
const free = Array.from({ length: options.telephones }, (_, index) => index).reverse();

function take(call: IncomingCall): void {
  const telephone = free.pop();
  const offered = call.offer && parseSessionDescription(call.offer.content);
  if (telephone === undefined || !offered) return call.reject(486);
  const answered = answerOffer(offered, {
    sessionId: String(telephone + 1),
    version: 1,
    address: '127.0.0.1',
    audioPort: options.firstPort + 2 * telephone,
    textPort: null,
  });
  if (answered.kind === 'refused') return call.reject(answered.status);
  call.listen({
    cancelled: () => undefined,
    ended: () => {
      order(`off ${telephone}`);
      free.unshift(telephone);
    },
    reoffered: () => ({ refuse: 488 }),
    info: () => undefined,
  });
  call.progress(180);
  order(`to ${telephone} ${answered.remote.port}`);
  call
    .accept({ contentType: 'application/sdp', content: formatSessionDescription(answered.answer) })
    .catch(() => undefined);
}

endpoint.onInvite(take);
createInterface(rig.stdout).on('line', (line) =>
  tell(line === 'ready' ? { sipPort: endpoint.addresses[0]?.port ?? 0 } : { report: line }),
);
