import { parentPort, workerData } from 'node:worker_threads';
import { levelDbfs, toneSound } from '../../src/audio/index.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { openRtpEndpoint, PortPool, type RtpRemote } from '../../src/telephony/index.ts';

/** A customer in a thread of its own, so that a blocked main thread does not deafen it. Counts in shared memory. */
const { shared, ports } = (workerData as { readonly input: CalleeInput }).input;
export interface CalleeInput {
  /** [packets received, loud frames heard, longest row of 20 ms without a packet, packets lost]. At the first loud frame after `speakAfter` of them it talks over the robot. */
  readonly shared: SharedArrayBuffer;
  readonly ports: { readonly from: number; readonly to: number };
}
export type ToCallee = { readonly remote: RtpRemote; readonly speakAfter: number };

const counters = new Int32Array(shared);
const bindAddress = '127.0.0.1';
const endpoint = await openRtpEndpoint({
  bindAddress,
  ports: new PortPool(ports),
  clock: systemClock,
  random: systemRandom,
  text: false,
});
parentPort?.on('message', ({ remote, speakAfter }: ToCallee) => {
  let withoutPacket = 0;
  endpoint.onFrame((samples) => {
    const { packetsReceived, packetsLost } = endpoint.statistics();
    const before = Atomics.exchange(counters, 0, packetsReceived);
    withoutPacket = packetsReceived === before ? withoutPacket + 1 : 0;
    Atomics.store(counters, 2, Math.max(Atomics.load(counters, 2), withoutPacket));
    Atomics.store(counters, 3, packetsLost);
    if (levelDbfs(samples) < -40 || Atomics.add(counters, 1, 1) !== speakAfter) return;
    endpoint.sendFrame(toneSound({ frequenciesHz: [220, 440, 700], levelDbfs: -18 }, 600));
  });
  endpoint.connect(remote, null);
});
parentPort?.postMessage({ port: endpoint.port });
