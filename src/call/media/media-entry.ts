import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../foundation/clock.ts';
import { systemRandom } from '../../foundation/random.ts';
import { raiseThreadPriority } from '../../foundation/thread-priority.ts';
import { keepOnProcessor } from '../../foundation/thread-processor.ts';
import { connectSpeechLink } from '../../speech/index.ts';
import { openBrowserLegs, openDatagramHub, openUdpSocket, PortPool } from '../../telephony/index.ts';
import { runEngine } from './in-process-media.ts';
import { MediaEngine } from './media-engine.ts';
import { FileThread } from './file-thread.ts';
import { nodeFiles } from './media-files.ts';
import { runAtOnceWhileCalm } from './precedence.ts';
import type { FromWorker, MediaWorkerOptions, ToWorker } from './start-media-worker.ts';

const options = (workerData as { readonly input: MediaWorkerOptions }).input;

// Twenty milliseconds wait for nobody: this thread goes before the program's others and before the speech engines. Only so is
// it safe on one processor, away from the other media workers.
const { part, of } = options.share ?? { part: 0, of: 1 };
if (raiseThreadPriority(10) && of > 1) keepOnProcessor(part);
const stopPrecedence = runAtOnceWhileCalm(systemClock);

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

// Neither the C library's sockets nor the threads of browser legs end with a thread that fails.
const hub = openDatagramHub(options.datagrams ?? 'auto', () => systemClock.monotonicMs());
const ports = new PortPool(options.ports, systemRandom, options.share);
const browserLegs = openBrowserLegs({ clock: systemClock, random: systemRandom, ports, openSocket: openUdpSocket });
process.once('exit', () => {
  hub.close();
  browserLegs.close();
});

const recordings = new FileThread(systemClock);
const engine = new MediaEngine(
  {
    clock: systemClock,
    random: systemRandom,
    openSocket: hub.open,
    pollSockets: () => hub.poll(),
    ports,
    browserLegs,
    speech: connectSpeechLink(options.speech, { clock: systemClock }),
    files: { ...nodeFiles, create: (path) => recordings.create(path) },
    cacheBytes: options.cacheBytes,
    cacheFolder: options.cacheFolder,
    mediaTimeoutMs: options.mediaTimeoutMs,
    ...(options.recordings && { recordings: options.recordings }),
  },
  (event) => tell({ kind: 'event', event }),
);
const stopClock = runEngine(systemClock, engine);

const stop = async (): Promise<void> => {
  await engine.close();
  stopClock();
  stopPrecedence();
  await recordings.close();
  tell({ kind: 'stopped' });
};

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') void stop();
  else engine.command(message.command);
});
tell({ kind: 'ready' });
