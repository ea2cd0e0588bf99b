import type { MediaEvent } from '../../call/index.ts';
import type { LeadEnds } from './lead.ts';
import type { Stage } from './stage.ts';

/** What is done for the first party of a call now: one stage, or a flow and what it has led its caller to. */
export class RunningStages {
  readonly #stages = new Set<Stage>();

  get any(): boolean {
    return this.#stages.size > 0;
  }

  /** Begins one; what it is may be stopped by what is given back, and is over when it says so. */
  begin(start: (ends: LeadEnds) => Stage, ends: LeadEnds): Stage {
    let stage: Stage | null = null;
    let over = false;
    const running: Stage = {
      heard: (event) => stage?.heard?.(event),
      stop: () => {
        if (over) return;
        finish();
        stage?.stop();
      },
    };
    const finish = (): void => {
      over = true;
      this.#stages.delete(running);
    };
    // It counts from here on: what it does at once must not find a call for which nothing is done.
    this.#stages.add(running);
    stage = start({
      taken: () => ends.taken(),
      done: (end) => {
        if (over) return;
        finish();
        ends.done(end);
      },
    });
    if (over) stage.stop();
    return running;
  }

  stopAll(): void {
    const stages = [...this.#stages];
    this.#stages.clear();
    for (const stage of stages) stage.stop();
  }

  heard(event: MediaEvent): void {
    for (const stage of this.#stages) stage.heard?.(event);
  }
}
