import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf } from './process-cpu.ts';
import { versionOf } from './report.ts';

type Value = string | { readonly [name: string]: Value };
type Command = { readonly command: string; readonly [name: string]: Value };

const host = '127.0.0.1';
const answerWithinMs = 1_000;

export const rtpengineVersion = versionOf('rtpengine', '--version');

/** Debian's media proxy, told by its control protocol (ng: bencoded dictionaries over UDP), without its kernel module. */
export interface Rtpengine {
  /** Joins two telephones on loopback; gives the ports where each of them sends. */
  join(callId: string, ports: readonly [number, number]): Promise<readonly [number, number]>;
  /** CPU so far, all threads. */
  cpuMs(): number;
  close(): void;
}

export async function startRtpengine(
  folder: string,
  controlPort: number,
  ports: { readonly from: number; readonly to: number },
): Promise<Rtpengine> {
  const args = ['--foreground', '--table=-1', `--interface=${host}`, `--listen-ng=${host}:${controlPort}`];
  const range = [`--port-min=${ports.from}`, `--port-max=${ports.to}`];
  const quiet = ['--log-level=2', '--log-stderr', `--pidfile=${join(folder, 'rtpengine.pid')}`];
  const engine = spawn('rtpengine', [...args, ...range, ...quiet], { stdio: 'ignore' });
  const socket = createSocket('udp4').bind(0, host);
  const waiting = new Map<string, (reply: string) => void>();
  let asked = 0;
  socket.on('message', (bytes) => {
    const [cookie = '', ...reply] = bytes.toString('latin1').split(' ');
    waiting.get(cookie)?.(reply.join(' '));
    waiting.delete(cookie);
  });

  const ask = (command: Command): Promise<string> =>
    new Promise((resolve, reject) => {
      const cookie = `c${asked++}`;
      const late = setTimeout(() => {
        reject(new Error(`rtpengine did not answer '${command.command}'`));
      }, answerWithinMs);
      waiting.set(cookie, (reply) => {
        clearTimeout(late);
        resolve(reply);
      });
      socket.send(`${cookie} ${bencode(command)}`, controlPort, host);
    });

  const close = (): void => {
    socket.close();
    engine.kill('SIGKILL');
  };
  try {
    await untilItAnswers(ask);
  } catch (error) {
    close();
    throw error;
  }
  return {
    async join(callId, [caller, callee]) {
      const names = { 'call-id': callId, 'from-tag': 'caller', ICE: 'remove' };
      const offered = await ask({ ...names, command: 'offer', sdp: sessionOn(caller) });
      const answered = await ask({ ...names, command: 'answer', 'to-tag': 'callee', sdp: sessionOn(callee) });
      return [audioPortIn(answered), audioPortIn(offered)];
    },
    cpuMs: () => cpuMsOf(engine.pid ?? 0),
    close,
  };
}

async function untilItAnswers(ask: (command: Command) => Promise<string>): Promise<void> {
  for (let tries = 5; ; tries--) {
    try {
      await ask({ command: 'ping' });
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(200);
    }
  }
}

function bencode(value: Value): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  const entries = Object.entries(value).map(([name, inner]) => bencode(name) + bencode(inner));
  return `d${entries.join('')}e`;
}

const sessionOn = (port: number): string =>
  [
    'v=0',
    `o=- 1 1 IN IP4 ${host}`,
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n');

function audioPortIn(reply: string): number {
  const port = /m=audio (\d+) /.exec(reply)?.[1];
  if (port === undefined) throw new Error(`rtpengine: no audio in its answer: ${reply}`);
  return Number(port);
}
