import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultGateRules } from '../../compliance/index.ts';
import type { CallLog } from '../../simulator/index.ts';
import type { Config } from '../config.ts';
import type { DemoPeople } from './demo-people.ts';
import { blockedRegionOf, callerNumbers } from './prepare-refusals.ts';

/** Lines of the demo's trunk. */
export const demoLines = 40;

/** Where the simulated carrier writes `carrier.jsonl`. */
export const carrierLogFolder = ({ dataFolder }: Pick<Config, 'dataFolder'>): string =>
  join(dataFolder, 'simulator-log');

/** A dial is counted when it is permitted; its INVITE leaves while the permit is good. */
const permitMs = 10_000;

/**
 * Writes beside the carrier's log what must hold of it, for `scripts/check-carrier-log.mjs`: the gate's rules, whom the
 * demo's list holds though nobody may call them, and who said to the carrier's end never to be called again.
 */
export async function writeCarrierRules(
  folder: string,
  clock: Pick<Config, 'simulatedAnyHour' | 'clockShiftMs'>,
  people: DemoPeople,
  logs: readonly CallLog[],
): Promise<void> {
  const { caps, windows } = defaultGateRules;
  const asked = logs.filter(({ truth }) => truth.askedNeverAgain);
  const rules = {
    clockShiftMs: clock.clockShiftMs,
    graceMs: permitMs,
    zones: { '+999': ['Asia/Shanghai'] },
    ...(clock.simulatedAnyHour ? {} : { windowSets: [windows] }),
    caps: [
      { withinMs: 60_000, max: caps.perMinute },
      { withinMs: 300_000, max: caps.per5Minutes },
      { withinMs: 3_600_000, max: caps.perHour },
      { withinMs: 86_400_000, max: caps.perDay },
      { withinMs: 30 * 86_400_000, max: caps.per30Days },
    ],
    minIntervalMs: 60_000,
    linesAtOnce: demoLines,
    blocked: [blockedRegionOf(people)],
    silent: [
      ...Object.entries(people.refused).map(([why, number]) => ({ number, fromMs: 0, why })),
      ...asked.map(({ callee, endedAt, invitedAt }) => ({
        number: callee,
        fromMs: (endedAt ?? invitedAt).wallMs + clock.clockShiftMs,
        why: 'asked never to be called again',
      })),
    ],
    callers: callerNumbers,
  };
  await writeFile(join(folder, 'rules.json'), JSON.stringify(rules, null, 1));
}
