/** Time of the platform, as Node and browsers both have it; tests pass their own. */
export interface Timers {
  after(delayMs: number, task: () => void): () => void;
}

export const platformTimers: Timers = {
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

export const platformChance = (): number => Math.random();
