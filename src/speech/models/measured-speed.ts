import { cpus } from 'node:os';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../foundation/clock.ts';

const fileName = 'waihu-measured.json';

const measuredSchema = z.object({
  /** Seconds of work for a second of sound, on one core: below 1 keeps up with one voice. */
  realTimeFactor: z.number().positive(),
  processor: z.string(),
  measuredAt: z.iso.datetime(),
});
/** How fast a model ran on the machine that has it. */
export type MeasuredSpeed = z.infer<typeof measuredSchema>;

/** What was written beside a model when it first ran here; null while it has not. */
export async function measuredSpeed(modelFolder: string): Promise<MeasuredSpeed | null> {
  try {
    return measuredSchema.parse(JSON.parse(await readFile(join(modelFolder, fileName), 'utf8')));
  } catch {
    return null;
  }
}

export async function forgetMeasuredSpeed(modelFolder: string): Promise<void> {
  await rm(join(modelFolder, fileName), { force: true });
}

/**
 * Times `run`, which resolves to the milliseconds of sound it dealt with, unless that was done on this machine before.
 * A folder that cannot be written costs the note, nothing else.
 */
export async function measureOnce(modelFolder: string, clock: Clock, run: () => Promise<number>): Promise<void> {
  if (await measuredSpeed(modelFolder)) return;
  // The first run allocates what the second finds ready.
  await run();
  const startedAtMs = clock.monotonicMs();
  const soundMs = await run();
  const tookMs = clock.monotonicMs() - startedAtMs;
  if (soundMs <= 0 || tookMs <= 0) return;
  const measured: MeasuredSpeed = {
    realTimeFactor: Number((tookMs / soundMs).toPrecision(3)),
    processor: cpus()[0]?.model ?? 'unknown',
    measuredAt: new Date(clock.now()).toISOString(),
  };
  await writeFile(join(modelFolder, fileName), `${JSON.stringify(measured, null, 2)}\n`).catch(() => undefined);
}
