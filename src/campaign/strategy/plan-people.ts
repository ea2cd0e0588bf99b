import type { LeadId } from '../../contract/ids.ts';
import type { Random } from '../../foundation/random.ts';
import { localTime } from '../../foundation/zoned-time.ts';
import { drawAnswer, expectedAnswer, seenOf, type AnswerRates, type DialContext } from './answer-rates.ts';
import { planDials } from './plan-dials.ts';
import { openMoments, type TimeSlot } from './time-slots.ts';

/** Somebody whose next attempt is due. */
export interface DuePerson {
  readonly leadId: LeadId;
  readonly region: string;
  readonly zone: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly triedAtMs: readonly number[];
  readonly isOpen: (epochMs: number) => boolean;
}

/** Why a time was chosen, in figures that a person can check. Hours and weekdays are the callee's. */
export interface Because {
  readonly region: string;
  readonly hour: number;
  readonly weekday: number;
  /** How likely a dial is answered then, and how likely it is now. */
  readonly expected: number;
  readonly expectedNow: number;
  /** Dials of that region in that hour that this rests on; few mean that the rest is what other regions and hours tell. */
  readonly seen: number;
}

export interface PlannedTime {
  readonly person: DuePerson;
  readonly atMs: number;
  readonly because: Because;
}

export interface PeoplePlan {
  readonly people: readonly DuePerson[];
  /** How many wait in all, these among them: what hours must have room for. */
  readonly backlog: number;
  readonly slots: readonly TimeSlot[];
  readonly rates: AnswerRates;
  readonly nowMs: number;
  readonly random: Random;
}

/** Any number of ours: which one is chosen when the time has come. */
const anyNumber = '';

/** What may tell whether somebody answers a dial at that moment. */
export function contextAt(
  { region, zone, attempt }: Pick<DuePerson, 'region' | 'zone' | 'attempt'>,
  epochMs: number,
  number = anyNumber,
): DialContext {
  const { minuteOfDay, weekday } = localTime(epochMs, zone);
  return { region, hour: Math.floor(minuteOfDay / 60), weekday, number, attempt: Math.min(attempt, lastAttempt) };
}

/** All attempts from here on are alike. */
const lastAttempt = 5;

/**
 * When to dial each of them, so that most answer: people who are alike are shared out over the hours by draws of their answer rates, and
 * each gets a moment of one of its hours; none in which the person was tried, while others have room. Where there is no room: now.
 */
export function planPeople(wants: PeoplePlan): PlannedTime[] {
  const { people, backlog, slots, rates, random } = wants;
  const groups = new Map<string, DuePerson[]>();
  for (const person of people) {
    const key = `${person.zone}/${person.region}/${person.attempt}`;
    const alike = groups.get(key);
    if (alike) alike.push(person);
    else groups.set(key, [person]);
  }
  const scale = backlog / Math.max(1, people.length);
  const supplies = [...groups].map(([key, { length }]) => ({ key, dials: length * scale }));
  const columns = slots.map(({ room }, at) => ({ key: String(at), dials: room }));
  const plan = planDials(supplies, columns, (supply, column) => {
    const [person] = groups.get(supply.key) ?? [];
    const slot = slots[Number(column.key)];
    return person && slot ? drawAnswer(rates, contextAt(person, slot.fromMs), random) : 0;
  });
  return [...groups].flatMap(([key, alike]) =>
    timesOfAlike(
      alike,
      slots.map((_, at) => plan.get(key)?.get(String(at)) ?? 0),
      wants,
    ),
  );
}

/** An hour as it is to people of one region: with the moments of it at which they may be called. */
interface HourOfAlike {
  readonly hour: number;
  readonly share: number;
  readonly moments: readonly number[];
  readonly because: Because;
}

function timesOfAlike(
  alike: readonly DuePerson[],
  shares: readonly number[],
  { slots, rates, nowMs, random }: PeoplePlan,
): PlannedTime[] {
  const [one] = alike;
  if (!one) return [];
  const hours = slots.map(({ fromMs, toMs }, at): HourOfAlike => {
    const moments = openMoments(fromMs, toMs, one.isOpen);
    const because = becauseOf(rates, one, fromMs, nowMs);
    return { hour: because.hour, share: moments.length > 0 ? (shares[at] ?? 0) : 0, moments, because };
  });
  const now = becauseOf(rates, one, nowMs, nowMs);
  return alike.map((person) => {
    const tried = new Set(person.triedAtMs.map((ms) => contextAt(person, ms).hour));
    const fresh = tried.size === 0 ? hours : hours.filter(({ hour }) => !tried.has(hour));
    const hour = drawn(fresh, random) ?? drawn(hours, random);
    const atMs = hour?.moments[random.int(Math.max(1, hour.moments.length))];
    return hour && atMs !== undefined ? { person, atMs, because: hour.because } : { person, atMs: nowMs, because: now };
  });
}

/** One of them, the oftener the larger its share; null where none has one. */
function drawn(hours: readonly HourOfAlike[], random: Random): HourOfAlike | null {
  let left = random.next() * hours.reduce((sum, { share }) => sum + share, 0);
  for (const hour of hours) {
    left -= hour.share;
    if (left < 0) return hour;
  }
  return null;
}

function becauseOf(rates: AnswerRates, person: DuePerson, atMs: number, nowMs: number): Because {
  const context = contextAt(person, atMs);
  return {
    region: person.region,
    hour: context.hour,
    weekday: context.weekday,
    expected: expectedAnswer(rates, context),
    expectedNow: expectedAnswer(rates, contextAt(person, nowMs)),
    seen: seenOf(rates, context),
  };
}
