import { describe, expect, it } from 'vitest';
import { campaignIdSchema, leadIdSchema } from '../../contract/ids.ts';
import { seededRandom } from '../../foundation/random.ts';
import { learnAnswers, unknownRates, type AnswerRates } from './answer-rates.ts';
import { lotOf } from './lot.ts';
import { planPeople, type DuePerson } from './plan-people.ts';
import { timeSlots } from './time-slots.ts';

const at = (text: string): number => Date.parse(`2026-03-${text}:00+08:00`);
const isOpen = (ms: number): boolean => {
  const hour = new Date(ms + 8 * 3_600_000).getUTCHours();
  return (hour >= 9 && hour < 12) || (hour >= 14 && hour < 20);
};
const idOf = (index: number) => leadIdSchema.parse(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
const people = (count: number, region: string, given: Partial<DuePerson> = {}): DuePerson[] =>
  Array.from({ length: count }, (_, index) => ({
    leadId: idOf(index),
    region,
    zone: 'Asia/Shanghai',
    attempt: 1,
    triedAtMs: [],
    isOpen,
    ...given,
  }));
const usual = { weekday: 1, number: '+861088886666', attempt: 1, dials: 1_000 };
/** Beijing answers at ten, Shanghai at four in the afternoon. */
const rates: AnswerRates = learnAnswers(
  unknownRates,
  [9, 10, 11, 14, 15, 16, 17, 18, 19].flatMap((hour) => [
    { ...usual, region: '10', hour, answered: hour === 10 ? 500 : 150 },
    { ...usual, region: '21', hour, answered: hour === 16 ? 500 : 150 },
  ]),
  1,
);
const nowMs = at('02T09:00');
const slotsFor = (count: number, dialsAnHour: number, given: Partial<Parameters<typeof timeSlots>[0]> = {}) =>
  timeSlots({ nowMs, dialsAnHour, people: count, planned: new Map(), notFromMs: null, isOpen, ...given });
const plan = (due: readonly DuePerson[], dialsAnHour = 200) =>
  planPeople({
    people: due,
    backlog: due.length,
    slots: slotsFor(due.length, dialsAnHour),
    rates,
    nowMs,
    random: seededRandom(3),
  });
const hourOf = (ms: number): number => new Date(ms + 8 * 3_600_000).getUTCHours();
const shareIn = (hour: number, times: ReturnType<typeof plan>): number =>
  times.filter(({ atMs }) => hourOf(atMs) === hour).length / times.length;

describe('timeSlots', () => {
  it('are the open hours of the next day, and more where more people want them', () => {
    expect(slotsFor(10, 100)).toHaveLength(9);
    expect(slotsFor(1_500, 100)).toHaveLength(15);
    expect(slotsFor(1_000_000, 100)).toHaveLength(63);
  });

  it('have room for what is not planned yet, and end where the campaign ends', () => {
    const planned = new Map([[nowMs, 70]]);
    expect(slotsFor(10, 100, { planned })[0]).toMatchObject({ fromMs: nowMs, room: 30 });
    expect(slotsFor(10, 100, { notFromMs: at('02T10:30') }).map(({ room }) => room)).toEqual([100, 50]);
    expect(slotsFor(10, 100, { nowMs: at('02T09:45') })[0]).toMatchObject({ toMs: at('02T10:00'), room: 25 });
  });
});

describe('planPeople', () => {
  it('dials each region in the hour in which it answers', () => {
    expect(shareIn(10, plan(people(100, '10')))).toBeGreaterThan(0.9);
    expect(shareIn(16, plan(people(100, '21')))).toBeGreaterThan(0.9);
  });

  it('where an hour is full, the others are dialed in the next best', () => {
    const times = plan(people(400, '10'), 100);
    expect(shareIn(10, times)).toBeGreaterThan(0.2);
    expect(shareIn(10, times)).toBeLessThan(0.3);
  });

  it('plans at open moments alone, and says in figures why', () => {
    const times = plan([...people(100, '10'), ...people(100, '21')]);
    expect(times.filter(({ atMs }) => !isOpen(atMs) || atMs < nowMs)).toEqual([]);
    const { because } = times.find(({ atMs, person }) => person.region === '10' && hourOf(atMs) === 10)!;
    expect(because).toMatchObject({ region: '10', hour: 10, weekday: 1, seen: 1_000 });
    expect(because.expected).toBeGreaterThan(2 * because.expectedNow);
  });

  it('tries nobody in an hour that was tried, while others have room', () => {
    const times = plan(people(100, '10', { attempt: 2, triedAtMs: [at('01T10:20')] }));
    expect(shareIn(10, times)).toBe(0);
  });

  it('where nothing opens, leaves the time as it is: the gate says when', () => {
    const closed = people(3, '10', { isOpen: () => false });
    const times = planPeople({ people: closed, backlog: 3, slots: [], rates, nowMs, random: seededRandom(1) });
    expect(times.map(({ atMs }) => atMs)).toEqual([nowMs, nowMs, nowMs]);
  });
});

it('lots are even, the same each time, and others in another campaign', () => {
  const [one, other] = [1, 2].map((last) => campaignIdSchema.parse(`00000000-0000-4000-8000-00000000000${last}`));
  const lots = Array.from({ length: 5_000 }, (_, index) => lotOf(one!, idOf(index)));
  expect(lots.filter((lot) => lot < 0.1).length / lots.length).toBeCloseTo(0.1, 1);
  expect(lots.reduce((sum, lot) => sum + lot, 0) / lots.length).toBeCloseTo(0.5, 1);
  expect(lotOf(one!, idOf(7))).toBe(lots[7]);
  const both = lots.filter((lot, index) => lot < 0.5 && lotOf(other!, idOf(index)) < 0.5).length;
  expect(both / lots.length).toBeCloseTo(0.25, 1);
});
