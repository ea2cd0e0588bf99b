import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { IncomingCall } from '../src/telephony/index.ts';
import { answerTo, openCallees } from './callees.ts';
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

const endpoint = await openCallees();
const free = Array.from({ length: options.telephones }, (_, index) => index).reverse();

function take(call: IncomingCall): void {
  const telephone = free.pop();
  if (telephone === undefined) return call.reject(486);
  const answer = answerTo(call, { audioPort: options.firstPort + 2 * telephone, textPort: null }, () => {
    order(`off ${telephone}`);
    free.unshift(telephone);
  });
  if (!answer) return;
  call.progress(180);
  order(`to ${telephone} ${answer.remote.port}`);
  call.accept(answer.body).catch(() => undefined);
}

endpoint.onInvite(take);
createInterface(rig.stdout).on('line', (line) =>
  tell(line === 'ready' ? { sipPort: endpoint.addresses[0]?.port ?? 0 } : { report: line }),
);
