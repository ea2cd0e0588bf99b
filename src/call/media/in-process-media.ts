import type { Clock } from '../../foundation/clock.ts';
import { MediaEngine } from './media-engine.ts';
import type { MediaEngineParts } from './media-engine-parts.ts';
import type { MediaEvent, MediaPort } from './media-messages.ts';

/** How often a worker looks at its clock: calls step each 20 ms, at four points of it; without a call there is less to see. */
const busyEveryMs = 5;
const idleEveryMs = 20;

/** Runs an engine's clock, without drift, until the returned function is called. */
export function runEngine(clock: Clock, engine: MediaEngine): () => void {
  let dueMs = clock.monotonicMs();
  const beat = (): void => {
    engine.tick(clock.monotonicMs());
    const nowMs = clock.monotonicMs();
    dueMs = Math.max(dueMs + (engine.calls > 0 ? busyEveryMs : idleEveryMs), nowMs);
    cancel = clock.after(dueMs - nowMs, beat);
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
