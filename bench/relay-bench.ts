import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeG711, toneSound } from '../src/audio/index.ts';
import { startMediaWorker, type MediaPort } from '../src/call/index.ts';
import { silentLogger } from '../src/foundation/logger.ts';
import { noSpeechSockets } from '../src/speech/index.ts';
import { datagramPathHere, type DatagramPath } from '../src/telephony/index.ts';
import { quantile, ratioOf, rounded, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import type { Lateness } from './rtp-lateness.ts';
import { compileRig, startTelephones, type Telephones } from './rtp-rig.ts';
import { rtpengineVersion, startRtpengine } from './rtpengine.ts';
import { freePort } from '../src/foundation/testing/free-port.ts';

const budgetPercent = 0.14;
const mostOfPeer = 1.5;
/** A relay that drops packets is cheap: what arrived late or not at all stays below this. */
const mostLateShare = 0.01;
const calls = 200;
const telephonePort = 12_000;
const ourPorts = { from: 16_000, to: 19_999 };
const peerPorts = { from: 20_000, to: 23_999 };
/** Sources are believed for good, code is compiled: what is measured is calls that stand. */
const settleMs = 3_500;
const loopback = '127.0.0.1';

interface Round {
  /** Of a core, per relayed call. */
  readonly percentPerCall: number;
  readonly arrival: Lateness;
  readonly load: number;
}

/** A relay with all its calls joined. */
interface Relay {
  cpuMs(): number;
  close(): Promise<void>;
}

export const bench: Bench = {
  method: [
    `${calls} calls of two telephones each, PCMA, 50 packets a second from each telephone to the other, rig in C in a process of its own`,
    'ours: the media worker in this process, told by the commands that the switchboard gives it; nobody else hears, nothing is recorded',
    'CPU, kernel included: user and system time of the process (getrusage, /proc), never wall time; rounds of ours and the peer by turns, medians',
    `peer: rtpengine forwarding in user space, told by its ng protocol (${rtpengineVersion ?? 'missing: apt-get install rtpengine-daemon'})`,
  ],
  async run({ quick, path }: BenchOptions): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'waihu-bench-relay-'));
    const datagrams = datagramPathHere(path);
    const [rounds, ms] = quick ? [1, 5_000] : [3, 8_000];
    try {
      const program = compileRig(folder);
      const voiceFile = join(folder, 'tone.alaw');
      await writeFile(voiceFile, encodeG711('PCMA', toneSound({ frequenciesHz: [440], levelDbfs: -12 }, 2_000)));
      const telephones = { program, count: 2 * calls, firstPort: telephonePort, voiceFile };
      const ours: Round[] = [];
      const peer: Round[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await measure(await startTelephones(telephones), (rig) => joinOurs(rig, datagrams), ms));
        if (rtpengineVersion === null) continue;
        peer.push(await measure(await startTelephones(telephones), (rig) => joinPeers(rig, folder), ms));
      }
      return result(datagrams, ours, peer);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function result(path: DatagramPath, ours: readonly Round[], peer: readonly Round[]): BenchResult {
  const percent = medianOf(ours);
  const peerPercent = peer.length === 0 ? null : medianOf(peer);
  const ratio = ratioOf(percent, peerPercent);
  const isCarried = ours.every(({ arrival }) => arrival.streams === 2 * calls && arrival.lateShare < mostLateShare);
  return {
    bench: 'relay',
    unit: '% of a core per relayed call, less is better',
    ours: percent,
    peer: peerPercent,
    peerName: peer.length === 0 ? null : `rtpengine, ${rtpengineVersion ?? ''}`,
    ratio,
    budget: `<= ${budgetPercent} % and <= ${mostOfPeer} x peer, < ${mostLateShare * 100} % of packets lost or more than 20 ms late`,
    holds: isCarried && percent <= budgetPercent && (ratio === null || ratio <= mostOfPeer),
    detail: { path, calls, ours, peer },
  };
}

const medianOf = (rounds: readonly Round[]): number =>
  quantile(
    rounds.map(({ percentPerCall }) => percentPerCall),
    0.5,
  );

async function measure(rig: Telephones, start: (rig: Telephones) => Promise<Relay>, ms: number): Promise<Round> {
  try {
    const relay = await start(rig);
    try {
      await sleep(settleMs);
      const [cpuBefore, startedMs] = [relay.cpuMs(), performance.now()];
      const arrival = await rig.listen(ms);
      const share = (relay.cpuMs() - cpuBefore) / (performance.now() - startedMs);
      return { percentPerCall: rounded((share * 100) / calls, 4), arrival, load: rounded(loadavg()[0] ?? 0, 1) };
    } finally {
      await relay.close();
    }
  } finally {
    await rig.close();
  }
}

async function joinOurs(rig: Telephones, datagrams: DatagramPath): Promise<Relay> {
  const media = startMediaWorker(
    {
      ports: ourPorts,
      speech: noSpeechSockets,
      cacheBytes: 0,
      cacheFolder: null,
      mediaTimeoutMs: 60_000,
      datagrams,
    },
    silentLogger,
  );
  for (let call = 0; call < calls; call++) {
    const legs = [2 * call, 2 * call + 1];
    const [one = '', other = ''] = await Promise.all(
      legs.map(async (telephone) => {
        const legId = `leg-${telephone}`;
        const port = await openLeg(media, `call-${call}`, legId);
        media.send({ kind: 'connect-leg', legId, remote: remoteOn(telephonePort + 2 * telephone) });
        rig.speak(telephone, port);
        return legId;
      }),
    );
    media.send({ kind: 'hear', legId: one, voices: [other], prompts: [] });
    media.send({ kind: 'hear', legId: other, voices: [one], prompts: [] });
  }
  return {
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    close: () => media.close(),
  };
}

const remoteOn = (port: number) =>
  ({
    address: loopback,
    port,
    codec: 'PCMA',
    payloadType: 8,
    dtmfPayloadType: 101,
    direction: 'sendrecv',
    text: null,
  }) as const;

function openLeg(media: MediaPort, callId: string, legId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = media.subscribe((event) => {
      if (!('legId' in event) || event.legId !== legId) return;
      if (event.kind === 'leg-opened') resolve(event.port);
      else if (event.kind === 'leg-failed') reject(new Error(event.reason));
      else return;
      stop();
    });
    media.send({ kind: 'open-leg', callId, legId, role: 'seat', bindAddress: loopback, text: false });
  });
}

async function joinPeers(rig: Telephones, folder: string): Promise<Relay> {
  const engine = await startRtpengine(folder, await freePort(), peerPorts);
  for (let call = 0; call < calls; call++) {
    const [one, other] = [2 * call, 2 * call + 1];
    const ports = await engine.join(`call-${call}`, [telephonePort + 2 * one, telephonePort + 2 * other]);
    rig.speak(one, ports[0]);
    rig.speak(other, ports[1]);
  }
  return {
    cpuMs: () => engine.cpuMs(),
    close: async () => engine.close(),
  };
}
