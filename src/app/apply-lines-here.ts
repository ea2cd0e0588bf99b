import { applyLines, type ApplyLinesResult } from '../lines/index.ts';
import { replaceSeats } from '../seats/index.ts';
import { ivrProblemsOf } from '../switchboard/index.ts';
import type { Office } from './open-office.ts';

/** Applies a lines document with its seats, and returns when this program uses it. */
export async function applyLinesHere(
  { database, tenantId, lines, world }: Office,
  text: string,
  appliedBy: string,
  dryRun = false,
): Promise<ApplyLinesResult> {
  const result = await applyLines({
    database,
    tenantId,
    text,
    appliedBy,
    dryRun,
    check: ivrProblemsOf,
    alsoApply: (db, document) => replaceSeats(db, document.seats),
  });
  const used = (): boolean => dryRun || (lines.inMemory(tenantId)?.version ?? 0) >= result.version;
  if (used()) return result;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stop();
      cancel();
      resolve();
    };
    const stop = lines.onChange(() => used() && done());
    const cancel = world.clock.after(mostWaitMs, done);
  });
  return result;
}

/** The notice of new lines takes a moment; without one they are used when it comes. */
const mostWaitMs = 3_000;
