import { describe, expect, it } from 'vitest';
import { behaviours } from '../customer/catalogue.ts';
import { gradeOf } from './grade.ts';
import { truthOf, type CallFacts } from './truth.ts';

const facts = (name: string, different: Partial<CallFacts> = {}): CallFacts => {
  const behaviour = behaviours.get(name)!;
  return {
    behaviour,
    arrival:
      behaviour.arrival.kind === 'by-attempt' ? (behaviour.arrival.first as CallFacts['arrival']) : behaviour.arrival,
    answered: true,
    cancelled: false,
    finalStatus: 200,
    wordsAnnounced: '',
    endedBy: 'robot',
    wordsSaid: ['你好。'],
    wordsHeard: ['您好。'],
    keysPressed: '',
    keysHeard: '',
    meanings: [],
    transfer: null,
    seatLeftFirst: false,
    ...different,
  };
};

const unanswered = (status: number | null): Partial<CallFacts> => ({
  answered: false,
  finalStatus: status,
  endedBy: 'network',
  wordsSaid: [],
});

describe('the outcome of a call nobody answered', () => {
  it.each([
    ['busy', 486, 'busy'],
    ['no-answer', 480, 'no-answer'],
    ['rejects', 603, 'rejected'],
    ['vacant', 404, 'vacant'],
    ['trunk-fault', 503, 'trunk-failed'],
  ] as const)('%s is told by status %i: %s', (name, status, outcome) => {
    expect(truthOf(facts(name, unanswered(status)))).toMatchObject({
      outcome,
      answered: false,
      answeredBy: null,
      hungUpBy: 'network',
    });
  });
  it('is what the announcement said, as soon as the telling words were said', () => {
    expect(truthOf(facts('powered-off', { ...unanswered(480), wordsAnnounced: '您拨打的电话已关机' })).outcome).toBe(
      'powered-off',
    );
    expect(truthOf(facts('powered-off', unanswered(480))).outcome).toBe('no-answer');
  });
  it('is no answer when the robot gave up', () => {
    expect(truthOf(facts('rings-on', { ...unanswered(487), cancelled: true, endedBy: 'robot' }))).toMatchObject({
      outcome: 'no-answer',
      hungUpBy: 'robot',
    });
  });
});

describe('the outcome of an answered call', () => {
  const silent = { wordsSaid: [], keysPressed: '' };
  it.each<[string, Partial<CallFacts>, string]>([
    ['buys-medical', {}, 'completed'],
    ['buys-medical', { endedBy: 'customer' }, 'callee-hung-up'],
    ['hangs-up-at-once', { endedBy: 'customer', ...silent }, 'no-interaction'],
    ['silent', silent, 'silent'],
    ['only-hums', {}, 'completed'],
    ['mumbles', {}, 'not-understood'],
    ['one-way', silent, 'one-way-audio'],
    ['voicemail', {}, 'voicemail'],
    ['voice-assistant', { endedBy: 'customer' }, 'voice-assistant'],
    ['call-screening', {}, 'screened'],
    ['company-menu', {}, 'ivr'],
    ['refuses', { endedBy: 'network' }, 'interrupted'],
  ])('%s with %o is %s', (name, different, outcome) => {
    expect(truthOf(facts(name, different)).outcome).toBe(outcome);
  });
  it('is a transfer when the person was heard, else a failed one', () => {
    const transfer = { ownToneHz: 1_720, heardToneHz: 520, seat: 'li', heardBySeat: true };
    expect(truthOf(facts('wants-person', { transfer, seatLeftFirst: true }))).toMatchObject({
      outcome: 'transferred',
      hungUpBy: 'seat',
    });
    expect(truthOf(facts('wants-person', { transfer: { ...transfer, heardToneHz: null } })).outcome).toBe(
      'transfer-failed',
    );
  });
});

describe('what was wanted', () => {
  it('is a wish once product and amount were both said, an order once it was agreed to', () => {
    expect(truthOf(facts('buys-medical', { meanings: ['product'] }))).toMatchObject({ wants: null, ordered: false });
    expect(truthOf(facts('buys-medical', { meanings: ['product', 'amount'] }))).toMatchObject({
      ordered: false,
      wants: { product: '医疗险', amountYuan: 1_000_000 },
    });
    expect(truthOf(facts('buys-medical', { meanings: ['product', 'amount', 'agrees'] })).ordered).toBe(true);
  });
  it('nobody is known who never said or pressed anything', () => {
    expect(truthOf(facts('silent', { wordsSaid: [] })).answeredBy).toBe('unknown');
    expect(truthOf(facts('keys-refuse', { wordsSaid: [], keysPressed: '2' })).answeredBy).toBe('human');
  });
});

describe('the grade', () => {
  it.each<[Parameters<typeof gradeOf>[0], string | null]>([
    [{ outcome: 'completed', meanings: ['agrees'], ordered: true, acted: true }, 'A'],
    [{ outcome: 'transferred', meanings: ['wants-person'], ordered: false, acted: true }, 'A'],
    [{ outcome: 'transfer-failed', meanings: ['wants-person'], ordered: false, acted: true }, 'B'],
    [{ outcome: 'callee-hung-up', meanings: ['product', 'interested'], ordered: false, acted: true }, 'B'],
    [{ outcome: 'completed', meanings: ['call-back'], ordered: false, acted: true }, 'C'],
    [{ outcome: 'callee-hung-up', meanings: ['product'], ordered: false, acted: true }, 'C'],
    [{ outcome: 'not-understood', meanings: [], ordered: false, acted: true }, 'D'],
    [{ outcome: 'completed', meanings: ['wrong-person'], ordered: false, acted: true }, 'E'],
    [{ outcome: 'completed', meanings: ['refuses'], ordered: false, acted: true }, 'F'],
    [{ outcome: 'completed', meanings: ['never-again'], ordered: false, acted: true }, 'F'],
    [{ outcome: 'voicemail', meanings: [], ordered: false, acted: true }, null],
    [{ outcome: 'silent', meanings: [], ordered: false, acted: false }, null],
  ])('of %o is %s', (conduct, grade) => {
    expect(gradeOf(conduct)).toBe(grade);
  });
  it('is never given to a call that nobody answered', () => {
    expect(truthOf(facts('busy', unanswered(486))).grade).toBeNull();
  });
});
