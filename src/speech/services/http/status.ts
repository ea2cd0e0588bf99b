/** Statuses after which the same request may yet succeed, though they are told as the asker's fault: too slow, too early, too many. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Would the same request be refused again? 4xx but for those that pass by themselves: a key refused, no such model, no money. */
export function isPermanentStatus(status: number): boolean {
  return status >= 400 && status < 500 && !passing.has(status);
}
