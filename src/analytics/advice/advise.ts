import { z } from 'zod';

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const notNegative = z.number().min(0);

/**
 * What advice is given from. The defaults are an example to be replaced by one's own figures, not a survey: a small telesales team in
 * China.
 */
export const adviceInputSchema = z.strictObject({
  callsADay: positive.max(10_000_000).default(1_000),
  workingDays: z.number().min(1).max(31).default(22),
  /** Of the dials, those that a person answers. */
  answerShare: share.default(0.3),
  /** Of the people who answer, those worth an agent's time: a robot filters the others. */
  interestedShare: share.default(0.2),
  /** Of the interested whom an agent talks to, those who buy. */
  dealShare: share.default(0.1),
  /** What a robot that closes by itself sells, beside an agent: 1 is as much. */
  robotDealShare: share.default(0.4),
  /** Salary, insurance, place and management of one agent. */
  agentYuanAMonth: notNegative.default(8_000),
  /** Who dials by hand makes so many dials a day, answered or not. */
  dialsAnAgentADay: positive.default(200),
  /** Who is handed interested people has so many conversations a day. */
  talksAnAgentADay: positive.default(40),
  /** Minutes with who is not interested, by a person. */
  shortTalkMinutes: notNegative.default(0.8),
  /** Minutes of an agent with who is. */
  longTalkMinutes: notNegative.default(4),
  /** Minutes of a robot with who answers, at the mean. */
  robotTalkMinutes: notNegative.default(1),
  lineYuanAMinute: notNegative.default(0.08),
  /** Recognition, synthesis and models together. */
  robotYuanAMinute: notNegative.default(0.12),
  /** Platform, machines and upkeep of the robot. */
  platformYuanAMonth: notNegative.default(13_500),
  /** What a deal earns before these costs; where it is known, the most profit is advised instead of the cheapest deal. */
  dealYuan: positive.optional(),
});
export type AdviceInput = z.output<typeof adviceInputSchema>;

export const ways = ['people', 'robot-first', 'robot-alone'] as const;
/** Agents dial by hand; a robot calls everybody and hands the interested to agents; a robot closes by itself. */
export type Way = (typeof ways)[number];

export interface WayFigures {
  readonly agents: number;
  readonly yuanAMonth: {
    readonly agents: number;
    readonly lines: number;
    readonly robot: number;
    readonly platform: number;
  };
  readonly costAMonth: number;
  readonly dealsAMonth: number;
  /** Null where nothing is sold. */
  readonly costADeal: number | null;
  /** Null where it is not said what a deal earns. */
  readonly profitAMonth: number | null;
}

export interface Advice {
  readonly best: Way;
  readonly ways: Readonly<Record<Way, WayFigures>>;
  /** What a deal costs with a robot first beside people alone: -0.45 is 45 % less; null where one of them sells nothing. */
  readonly robotFirstSaves: number | null;
  /** From so many calls a day on a deal is cheaper than in the way before; null: at no number. */
  readonly breakEven: { readonly robotFirst: number | null; readonly robotAlone: number | null };
}

/** What a month costs, apart from what hangs on the number of calls; what each call a day adds; and what it sells. */
interface Rates {
  readonly fixed: number;
  readonly agents: number;
  readonly agentYuan: number;
  readonly lineYuan: number;
  readonly robotYuan: number;
  readonly deals: number;
}

/** Which way of calling fits these figures. Agents are counted in parts: whoever has two campaigns can share one. */
export function advise(input: AdviceInput): Advice {
  const rates = ratesOf(input);
  const figures = Object.fromEntries(ways.map((way) => [way, figuresOf(rates[way], input)])) as Advice['ways'];
  const [people, robotFirst] = [figures.people.costADeal, figures['robot-first'].costADeal];
  return {
    best: bestOf(figures),
    ways: figures,
    robotFirstSaves: people === null || people === 0 || robotFirst === null ? null : robotFirst / people - 1,
    breakEven: {
      robotFirst: cheaperFrom(rates['robot-first'], rates.people),
      robotAlone: cheaperFrom(rates['robot-alone'], rates['robot-first']),
    },
  };
}

/** By calls a day: everything but the platform grows with them. */
function ratesOf(input: AdviceInput): Readonly<Record<Way, Rates>> {
  const answered = input.workingDays * input.answerShare;
  const interested = answered * input.interestedShare;
  const deals = interested * input.dealShare;
  const handedADay = input.answerShare * input.interestedShare;
  const byHand = 1 / input.dialsAnAgentADay;
  const byHandMinutes = (answered - interested) * input.shortTalkMinutes + interested * input.longTalkMinutes;
  const robotMinutes = answered * input.robotTalkMinutes;
  const handed = handedADay / input.talksAnAgentADay;
  const handedMinutes = interested * input.longTalkMinutes;
  const robot = { fixed: input.platformYuanAMonth, robotYuan: robotMinutes * input.robotYuanAMinute };
  const people = (agents: number, minutes: number) => ({
    agents,
    agentYuan: agents * input.agentYuanAMonth,
    lineYuan: minutes * input.lineYuanAMinute,
  });
  return {
    people: { fixed: 0, robotYuan: 0, ...people(byHand, byHandMinutes), deals },
    'robot-first': { ...robot, ...people(handed, robotMinutes + handedMinutes), deals },
    'robot-alone': { ...robot, ...people(0, robotMinutes), deals: deals * input.robotDealShare },
  };
}

function figuresOf(rates: Rates, { callsADay, dealYuan }: AdviceInput): WayFigures {
  const yuanAMonth = {
    agents: rates.agentYuan * callsADay,
    lines: rates.lineYuan * callsADay,
    robot: rates.robotYuan * callsADay,
    platform: rates.fixed,
  };
  const costAMonth = Object.values(yuanAMonth).reduce((sum, yuan) => sum + yuan, 0);
  const dealsAMonth = rates.deals * callsADay;
  return {
    agents: rates.agents * callsADay,
    yuanAMonth,
    costAMonth,
    dealsAMonth,
    costADeal: dealsAMonth === 0 ? null : costAMonth / dealsAMonth,
    profitAMonth: dealYuan === undefined ? null : dealsAMonth * dealYuan - costAMonth,
  };
}

/** The least a deal costs, or the most that is earned where that is known. */
function bestOf(figures: Advice['ways']): Way {
  const worth = ({ profitAMonth, costADeal, costAMonth }: WayFigures): number =>
    profitAMonth ?? (costADeal === null ? -1e12 - costAMonth : -costADeal);
  const [best = 'people'] = ways.toSorted((one, other) => worth(figures[other]) - worth(figures[one]));
  return best;
}

/** The number of calls a day at which a deal costs the same in both; null where `way` is never the cheaper of them, 0 where it always is. */
function cheaperFrom(way: Rates, than: Rates): number | null {
  if (way.deals === 0 || than.deals === 0) return null;
  const variable = ({ agentYuan, lineYuan, robotYuan, deals }: Rates): number =>
    (agentYuan + lineYuan + robotYuan) / deals;
  const fixed = way.fixed / way.deals - than.fixed / than.deals;
  const gained = variable(than) - variable(way);
  if (gained <= 0) return null;
  return Math.max(0, fixed / gained);
}
