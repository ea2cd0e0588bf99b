import type { Clock } from '../../foundation/clock.ts';
import { MediaEngine } from './media-engine.ts';
import type { MediaEngineParts } from './media-engine-parts.ts';
import type { MediaEvent, MediaPort } from './media-messages.ts';

/** How often a worker looks at its clock: calls step each 20 ms, at four points of it; without a call there is less to see. */
const busyEveryMs = 5;
const idleEveryMs = 20;

/** Runs an engine's clock until the returned function is called: at whole multiples of 5 ms, where frames fall due, never before. */
export function runEngine(clock: Clock, engine: MediaEngine): () => void {
  let dueMs = 0;
  const beat = (): void => {
    // Timers count whole milliseconds and may be early: a beat before its time would find nothing due.
    if (clock.monotonicMs() >= dueMs) {
      engine.tick(clock.monotonicMs());
      const periodMs = engine.calls > 0 ? busyEveryMs : idleEveryMs;
      dueMs = (Math.floor(clock.monotonicMs() / periodMs) + 1) * periodMs;
    }
    cancel = clock.after(Math.ceil(dueMs - clock.monotonicMs()), beat);
  };
  let cancel = clock.after(0, beat);
  return () => cancel();
}

/** The media worker without a thread: for tests, and for programs too small to need one. */
export function inProcessMedia(parts: MediaEngineParts): MediaPort {
  const listeners = new Set<(event: MediaEvent) => void>();
  const engine = new MediaEngine(parts, (event) => {
    for (const listener of listeners) listener(event);
  });
  const stop = runEngine(parts.clock, engine);
  return {
    send: (command) => engine.command(command),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await engine.close();
      stop();
    },
  };
}
