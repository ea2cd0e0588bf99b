import { systemClock } from '../foundation/clock.ts';
import { systemRandom } from '../foundation/random.ts';
import type { SimulatorOptions, SimulatorRequest } from './messages.ts';
import { runSimulator } from './run-simulator.ts';
import { serveParent } from './serve-parent.ts';

// Ctrl-C reaches the whole group; when to end is the parent's decision.
process.on('SIGINT', () => undefined);

await serveParent(
  {
    onMessage: (listener) => {
      process.on('message', (message) => listener(message as SimulatorRequest));
    },
    onGone: (listener) => {
      process.on('disconnect', listener);
    },
    send: (message) => {
      process.send?.(message);
    },
    leave: () => {
      setTimeout(() => process.exit(0), 50);
    },
  },
  JSON.parse(process.argv[2] ?? '{}') as SimulatorOptions,
  (options) => runSimulator(options, { clock: systemClock, random: systemRandom }),
);
