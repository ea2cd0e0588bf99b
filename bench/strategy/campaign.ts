import {
  learnAnswers,
  planDials,
  drawAnswer,
  unknownRates,
  type AnswerRates,
  type DialTally,
  type Tally,
} from '../../src/campaign/index.ts';
import { seededRandom } from '../../src/foundation/random.ts';
import { answers, world, type Truth } from './world.ts';

/** Who to dial in an hour: `due` holds the leads of each region in the order of the list, `left` how many dials each region could still take. */
type Choose = (moment: number, due: readonly (readonly number[])[], left: readonly number[]) => readonly number[];

interface Chooser {
  readonly choose: Choose;
  learn(dialed: readonly DialTally[]): void;
}

const hoursInAll = world.days * world.hours.length;

/** Runs a campaign; `choose` sees the calendar, the list and what came of its dials, and nothing of the truth. */
export function runCampaign(truth: Truth, chooser: Chooser): Tally {
  const attempts = new Uint8Array(world.leads);
  const restsUntil = new Int32Array(world.leads);
  const done = new Uint8Array(world.leads);
  let answered = 0;
  let dials = 0;
  for (let moment = 0; moment < hoursInAll; moment++) {
    const hour = moment % world.hours.length;
    const due: number[][] = world.regions.map(() => []);
    const left = world.regions.map(() => 0);
    // First attempts first, each in the order of the list.
    for (let attempt = 0; attempt < world.mostAttempts; attempt++)
      for (let lead = 0; lead < world.leads; lead++) {
        if (done[lead] === 1 || attempts[lead] !== attempt) continue;
        const region = truth.regionOf[lead] ?? 0;
        left[region] = (left[region] ?? 0) + world.mostAttempts - attempt;
        if ((restsUntil[lead] ?? 0) <= moment) due[region]?.push(lead);
      }
    const tallies = new Map<string, DialTally>();
    for (const lead of chooser.choose(moment, due, left)) {
      const attempt = attempts[lead] ?? 0;
      const took = answers(truth, lead, attempt, hour);
      attempts[lead] = attempt + 1;
      restsUntil[lead] = moment + world.restHours;
      if (took || attempt + 1 === world.mostAttempts) done[lead] = 1;
      answered += took ? 1 : 0;
      dials++;
      const region = world.regions[truth.regionOf[lead] ?? 0] ?? '';
      const key = `${region}/${attempt}`;
      const before = tallies.get(key) ?? { ...contextOf(moment, region, attempt + 1), dials: 0, answered: 0 };
      tallies.set(key, { ...before, dials: before.dials + 1, answered: before.answered + (took ? 1 : 0) });
    }
    chooser.learn([...tallies.values()]);
  }
  return { dials, answered };
}

const contextOf = (moment: number, region: string, attempt: number) => ({
  region,
  hour: world.hours[moment % world.hours.length] ?? 0,
  weekday: (Math.floor(moment / world.hours.length) % 7) + 1,
  number: '+861000',
  attempt,
});

/** The list from its top, whoever is due. */
export const fixedOrder = (): Chooser => ({
  choose: (_moment, due) =>
    due
      .flat()
      .toSorted((one, other) => one - other)
      .slice(0, world.dialsAnHour),
  learn: () => undefined,
});

/** The strategy of campaigns, `automatic`. */
export function adaptiveOrder(seed: number): Chooser {
  let rates: AnswerRates = unknownRates;
  const random = seededRandom(seed + 77);
  return {
    learn: (dialed) => void (rates = learnAnswers(rates, dialed, 0.9995)),
    choose(moment, due, left) {
      const slots = world.hours.map((_, at) => ({ key: String(at), dials: world.dialsAnHour * timesLeft(moment, at) }));
      const supplies = world.regions.map((region, at) => ({ key: region, dials: left[at] ?? 0 }));
      const drawn = new Map<string, readonly number[]>(
        world.regions.map((region) => [
          region,
          world.hours.map((_, at) =>
            drawAnswer(rates, { ...contextOf(moment, region, 1), hour: world.hours[at] ?? 0 }, random),
          ),
        ]),
      );
      const plan = planDials(supplies, slots, (supply, slot) => drawn.get(supply.key)?.[Number(slot.key)] ?? 0);
      const now = moment % world.hours.length;
      const wanted = world.regions.map((region) => plan.get(region)?.get(String(now)) ?? 0);
      return share(wanted, due);
    },
  };
}

/** How often an hour of the day still comes. */
const timesLeft = (moment: number, hour: number): number =>
  world.days - Math.floor(moment / world.hours.length) - (hour < moment % world.hours.length ? 1 : 0);

/** As many of each region as its part of the plan; where too few are due, more of the others. */
function share(wanted: readonly number[], due: readonly (readonly number[])[]): readonly number[] {
  const chosen: number[] = [];
  const taken = due.map(() => 0);
  let room: number = world.dialsAnHour;
  for (let pass = 0; pass < 5 && room > 0; pass++) {
    const open = due.map((leads, at) => (leads.length > (taken[at] ?? 0) ? (wanted[at] ?? 0) + 1e-9 : 0));
    const sum = open.reduce((total, part) => total + part, 0);
    if (sum === 0) break;
    const before = room;
    for (const [at, part] of open.entries()) {
      const count = Math.min(room, Math.ceil((before * part) / sum), (due[at]?.length ?? 0) - (taken[at] ?? 0));
      if (part === 0 || count <= 0) continue;
      chosen.push(...(due[at] ?? []).slice(taken[at] ?? 0, (taken[at] ?? 0) + count));
      taken[at] = (taken[at] ?? 0) + count;
      room -= count;
    }
  }
  return chosen;
}
