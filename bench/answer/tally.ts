import { quantile, rounded } from '../report.ts';
import { isAnswerer, type Judged } from './judge.ts';

/** Budgets: of issue "Who picked up". */
export const budgets = {
  humansAsMachines: 0.03,
  machinesFound: 0.9,
  announcements: 0.95,
  tones: 1,
  sameOutcome: 0.99,
} as const;

/** Shares of one corpus; null where it holds none of the kind. */
export interface Shares {
  readonly humansAsMachines: number | null;
  readonly humansFound: number | null;
  readonly machinesFound: number | null;
  readonly machineKinds: number | null;
  readonly announcements: number | null;
  readonly tones: number | null;
  /** Of colour rings and ringing: taken for a cause. */
  readonly ringsAsCauses: number | null;
  /** Of announcements that nobody recorded, by their sound: taken for another cause. */
  readonly strangeAsOther: number | null;
  /** By the words of announcements and machines, as a recogniser without fault would give them. */
  readonly causesByWords: number | null;
  readonly machinesByWords: number | null;
}

const isMachine = (label: string): boolean => isAnswerer(label) && label !== 'human';

export function sharesOf(judged: readonly Judged[]): Shares {
  const share = (among: (one: Judged) => boolean, counts: (one: Judged) => boolean): number | null => {
    const all = judged.filter(among);
    return all.length === 0 ? null : rounded(all.filter(counts).length / all.length, 4);
  };
  const human = ({ label }: Judged): boolean => label === 'human';
  const machine = ({ label }: Judged): boolean => isMachine(label);
  const right = ({ label, found }: Judged): boolean => label === found;
  const tone = ({ kind }: Judged): boolean => kind.startsWith('tone');
  const cause = ({ label, kind }: Judged): boolean =>
    !isAnswerer(label) && label !== 'none' && !kind.startsWith('tone');
  const announcement = (one: Judged): boolean => cause(one) && one.kind !== 'unrecorded';
  return {
    humansAsMachines: share(human, ({ found }) => isMachine(found)),
    humansFound: share(human, right),
    machinesFound: share(machine, ({ found }) => isMachine(found)),
    machineKinds: share(machine, right),
    announcements: share(announcement, right),
    tones: share(tone, right),
    ringsAsCauses: share(
      ({ label }) => label === 'none',
      ({ found }) => found !== 'none',
    ),
    strangeAsOther: share(
      ({ kind }) => kind === 'unrecorded',
      ({ label, found }) => found !== 'none' && found !== label,
    ),
    causesByWords: share(
      (one) => cause(one) && one.byWords !== null,
      ({ label, byWords }) => byWords === label,
    ),
    machinesByWords: share(
      (one) => machine(one) && one.byWords !== null,
      ({ label, byWords }) => byWords === label,
    ),
  };
}

/** What a corpus lacks breaks no budget. */
export function holds({ humansAsMachines, machinesFound, announcements, tones }: Shares): boolean {
  return (
    (humansAsMachines ?? 0) <= budgets.humansAsMachines &&
    (machinesFound ?? 1) >= budgets.machinesFound &&
    (announcements ?? 1) >= budgets.announcements &&
    (tones ?? 1) >= budgets.tones
  );
}

/** One row a kind: how many, what they were taken for, and when that was decided (median and 95 % of them). */
export function confusion(judged: readonly Judged[]): readonly string[] {
  const rows = [`  ${'kind'.padEnd(34)}${'n'.padStart(4)}  decided p50 / p95  taken for`];
  for (const [kind, all] of grouped(judged, (one) => one.kind)) {
    const found = grouped(all, (one) => one.found)
      .map(([name, those]) => [name, those.length] as const)
      .toSorted((a, b) => b[1] - a[1])
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
    const times = timesOf(all);
    const when = times.length === 0 ? '–' : `${quantile(times, 0.5)} / ${quantile(times, 0.95)} ms`;
    rows.push(`  ${kind.padEnd(34)}${String(all.length).padStart(4)}  ${when.padEnd(17)}  ${found}`);
  }
  return rows;
}

export function timesOf(judged: readonly Judged[]): readonly number[] {
  return judged.flatMap(({ afterMs }) => (afterMs === null ? [] : [afterMs]));
}

function grouped(
  judged: readonly Judged[],
  by: (one: Judged) => string,
): readonly (readonly [string, readonly Judged[]])[] {
  return [...new Set(judged.map(by))].map((name) => [name, judged.filter((one) => by(one) === name)] as const);
}
