/** How far from a whole core the last step may be, and how many steps there may be. */
const closeness = 0.04;
const mostSteps = 6;

/** What one load took. */
export interface Step {
  readonly load: number;
  /** Of the core, while the load lasted: 1 is all that real time leaves. */
  readonly share: number;
  /** How long after its last sound was due all was answered, by the clock. */
  readonly lateMs: number;
}

/**
 * The load that takes a whole core and no more: the next step is the load that the last one leaves room for, until a step takes a
 * core to within 4 %. Close to linear as such costs are, that takes two or three. Gives all steps.
 */
export async function loadThatFillsACore(
  run: (load: number) => Promise<Step>,
  firstLoad: number,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (let load = firstLoad; steps.length < mostSteps;) {
    const step = await run(load);
    steps.push(step);
    if (Math.abs(step.share - 1) <= closeness) break;
    load = fullLoadOf(step);
  }
  return steps;
}

/** What its core could bear at a step's cost. */
export const fullLoadOf = ({ load, share }: Step): number => load / Math.max(share, 0.01);
