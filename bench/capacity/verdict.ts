import { messageOf } from '../../src/foundation/errors.ts';
import { quantile, ratioOf, rounded, type BenchResult } from '../report.ts';

/** What our server, link and sockets may cost, as a share of what the bare engine does. */
const mostOverhead = 0.15;

/** Numbers of one engine, by its own program and bare, in one unit. */
export interface Figures {
  readonly ours: number;
  readonly bare: number;
  readonly tries: readonly unknown[];
}

/** Measures both sides by turns, so many times; the medians of what `numberOf` takes of each try. */
export async function byTurns<Try>(
  count: number,
  sides: { readonly ours: () => Promise<Try>; readonly bare: () => Promise<Try> },
  numberOf: (one: Try) => number,
): Promise<Figures> {
  const tries: { readonly ours: Try; readonly bare: Try }[] = [];
  for (let at = 0; at < count; at++) tries.push({ ours: await sides.ours(), bare: await sides.bare() });
  const median = (side: keyof typeof sides): number =>
    quantile(
      tries.map((one) => numberOf(one[side])),
      0.5,
    );
  return { tries, ours: median('ours'), bare: median('bare') };
}

export const overheadOf = ({ ours, bare }: Figures): number => (ours === 0 ? Infinity : bare / ours - 1);

/** Measures one engine after the other, each by its name, and says of each what came out. */
export async function figuresOf<Engine>(
  engines: ReadonlyMap<string, Engine>,
  measure: (engine: Engine) => Promise<Figures>,
): Promise<ReadonlyMap<string, Figures | string>> {
  const found = new Map<string, Figures | string>();
  for (const [name, engine] of engines) {
    const figures = await measure(engine).catch((error: unknown) => messageOf(error));
    found.set(name, figures);
    if (typeof figures === 'string') console.log(`  ${name}: not measured: ${figures}`);
    else
      console.log(
        `  ${name}: ${rounded(figures.ours, 1)}, bare ${rounded(figures.bare, 1)}, overhead ${rounded(overheadOf(figures) * 100, 1)} %`,
      );
  }
  return found;
}

/** The engine with the most overhead stands for all. One that does not run fails the bench; none at all, too. */
export function capacityResult(
  bench: string,
  unit: string,
  peerName: string,
  found: ReadonlyMap<string, Figures | string>,
): BenchResult {
  const measured = [...found].flatMap(([name, figures]) => (typeof figures === 'string' ? [] : [{ name, ...figures }]));
  const [worst] = measured.toSorted((one, other) => overheadOf(other) - overheadOf(one));
  const by = [...found].map(([name, figures]) => [
    name,
    typeof figures === 'string'
      ? { notMeasured: figures }
      : {
          ours: rounded(figures.ours, 2),
          bare: rounded(figures.bare, 2),
          overhead: rounded(overheadOf(figures), 3),
          tries: figures.tries,
        },
  ]);
  return {
    bench,
    unit,
    ours: worst ? rounded(worst.ours, 2) : 0,
    peer: worst ? rounded(worst.bare, 2) : null,
    peerName: worst ? `${worst.name} bare: ${peerName}` : null,
    ratio: worst ? ratioOf(worst.ours, worst.bare) : null,
    budget: `overhead against the same engine bare (bare / ours - 1) <= ${mostOverhead * 100} %, each engine`,
    holds: worst !== undefined && measured.length === found.size && overheadOf(worst) <= mostOverhead,
    detail: { overhead: worst ? rounded(overheadOf(worst), 3) : null, by: Object.fromEntries(by) as unknown },
  };
}
