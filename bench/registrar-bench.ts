import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryBeside, startChild } from '../src/foundation/entry.ts';
import { freePort } from '../src/foundation/testing/free-port.ts';
import { askChild, newsOf } from './ask-child.ts';
import { ratioOf, rounded, versionOf, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { drive, pin, type Rate } from './sip-bench.ts';

const wantedRatio = 0.3;
const users = 5_000;
const warmUpSeconds = 1;

interface Usage {
  readonly port: number;
  readonly users: number;
  readonly cpuMs: number;
}

const sippVersion = versionOf('sipp', '-v');
const kamailioVersion = versionOf('kamailio', '-v');

export const bench: Bench = {
  method: [
    `registrations (REGISTER-401-REGISTER-200, digest MD5, UDP, loopback, ${users} users) through SipEndpoint and its registrar,`,
    'in a process of its own pinned to one core, sipp as the phones, 30 kept going at a time',
    `peer: the same sipp against Kamailio's registrar in memory, one worker pinned to one core (${kamailioVersion ?? 'kamailio is missing: apt-get install kamailio'})`,
  ],
  async run({ quick }: BenchOptions): Promise<BenchResult> {
    if (sippVersion === null) throw new Error('this bench needs sipp: apt-get install sip-tester');
    const seconds = quick ? 5 : 15;
    const folder = mkdtempSync(join(tmpdir(), 'waihu-bench-registrar-'));
    try {
      const list = Array.from({ length: users }, (_, at) => 10_000 + at).map(
        (user) => `${user};[authentication username=${user} password=secret];`,
      );
      writeFileSync(join(folder, 'users.csv'), `SEQUENTIAL\n${list.join('\n')}\n`);
      const peer = await kamailioAlone(folder, seconds);
      const ours = await oursAlone(folder, seconds);
      const ratio = ratioOf(ours.callsPerSecond, peer?.callsPerSecond ?? null);
      return {
        bench: 'registrar',
        unit: 'registrations/s, more is better',
        ours: ours.callsPerSecond,
        peer: peer?.callsPerSecond ?? null,
        peerName: peer && kamailioVersion,
        ratio,
        budget: `>= ${wantedRatio} x peer, 0 failed`,
        holds: ours.failed === 0 && (ratio === null || ratio >= wantedRatio),
        detail: { seconds, ours, peer },
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The first round also makes every user known, so that what is measured are refreshes, as most registrations are. */
async function register(folder: string, port: number, seconds: number): Promise<Rate> {
  const list = ['-inf', join(folder, 'users.csv')];
  await drive(folder, port, warmUpSeconds, 'phone-registers-quickly', list);
  return drive(folder, port, seconds, 'phone-registers-quickly', list);
}

async function oursAlone(folder: string, seconds: number): Promise<Rate & { cpuMicros: number; users: number }> {
  const child = startChild(entryBeside(import.meta.url, 'registrar-entry'), [], {});
  try {
    const before = await newsOf<Usage>(child);
    pin(child);
    const rate = await register(folder, before.port, seconds);
    const after = await askChild<Usage>(child, 'usage');
    const served = rate.callsPerSecond * (seconds + warmUpSeconds);
    return { ...rate, cpuMicros: rounded(((after.cpuMs - before.cpuMs) * 1_000) / served), users: after.users };
  } finally {
    child.kill('SIGKILL');
  }
}

/** Null where Kamailio is missing or does not start. */
async function kamailioAlone(folder: string, seconds: number): Promise<Rate | null> {
  if (kamailioVersion === null) return null;
  const port = await freePort();
  const config = join(folder, 'kamailio.cfg');
  writeFileSync(config, configOf(port));
  const args = ['-c', '1', 'kamailio', '-f', config, '-DD', '-Y', folder, '-P', join(folder, 'pid'), '-m', '256'];
  const peer = spawn('taskset', args, { stdio: 'ignore' });
  try {
    return (await started(peer)) ? await register(folder, port, seconds) : null;
  } finally {
    peer.kill('SIGTERM');
    if (peer.exitCode === null && peer.signalCode === null) await once(peer, 'exit');
  }
}

async function started(peer: ChildProcess): Promise<boolean> {
  const gone = once(peer, 'exit').then(
    () => false,
    () => false,
  );
  return Promise.race([gone, sleep(1_500, true)]);
}

const configOf = (port: number): string => `#!KAMAILIO
debug=0
log_stderror=yes
children=1
disable_tcp=yes
listen=udp:127.0.0.1:${port}
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("auth", "qop", "auth")
request_route {
  if ($rm != "REGISTER") exit;
  if (!pv_www_authenticate("$td", "secret", "0")) {
    www_challenge("$td", "1");
    exit;
  }
  save("location");
  exit;
}
`;
