import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { scriptDocumentSchema } from '../../src/contract/script-document.ts';
import { chatStep, compileScript, startChat, type ChatLine } from '../../src/dialogue/index.ts';
import type { Behaviour, Meaning } from '../../src/simulator/customer/behaviour.ts';
import { behaviours } from '../../src/simulator/customer/catalogue.ts';
import {
  answered,
  customerStep,
  type CustomerAction,
  type CustomerInput,
  type CustomerState,
} from '../../src/simulator/customer/customer-machine.ts';
import { truthOf } from '../../src/simulator/log/truth.ts';
import type { CallTruth } from '../../src/simulator/messages.ts';

/**
 * Every customer talks with the sample script, by words or by keys, without a packet: what the carrier will say of the
 * call must be what the script made of it.
 */
const script = compileScript(
  scriptDocumentSchema.parse(
    parse(readFileSync(new URL('../../examples/scripts/insurance.yaml', import.meta.url), 'utf8')),
  ),
);
const start = { nowMs: Date.UTC(2026, 2, 2, 2), utcOffsetMinutes: 480 };

interface Talk {
  readonly truth: CallTruth;
  readonly orders: readonly { readonly product: string; readonly amount: string }[];
  readonly grade: string | null;
  readonly doNotCall: boolean;
  readonly callBack: boolean;
  readonly outcome: string | null;
  readonly lines: readonly string[];
}

/** One customer against the script. `byKeys`: no words can be read. */
function talk(behaviour: Behaviour, byKeys: boolean, seatAnswers = true): Talk {
  const conduct = behaviour.conduct!;
  const orders: { product: string; amount: string }[] = [];
  const lines: string[] = [];
  const said: string[] = [];
  const heard: string[] = [];
  let keysPressed = '';
  let outcome: string | null = null;
  let transferred = false;
  let state: CustomerState = answered(0);
  let atMs = 0;
  let endedBy: 'robot' | 'customer' | null = null;
  let acts: CustomerAction[] = [];
  const feed = (input: CustomerInput): void => {
    const step = customerStep(conduct, state, input);
    state = step.state;
    acts.push(...step.actions);
    for (const action of step.actions) {
      if (action.kind === 'hang-up') endedBy ??= 'customer';
      else feed({ kind: 'finished', atMs });
    }
  };
  const opened = startChat(script, {}, start, {
    runFunction: (name, args) => {
      if (name === 'create-order') orders.push({ product: args['product'] ?? '', amount: args['amount'] ?? '' });
      return { ok: true, values: { orderNumber: 'P1' } };
    },
    transferAnswered: seatAnswers,
  });
  let { chat } = opened;
  const facts: { grade: string | null; doNotCall: boolean; callBack: boolean } = {
    grade: null,
    doNotCall: false,
    callBack: false,
  };
  const take = (line: ChatLine): void => {
    const words = line.moves.flatMap((move) => (move.kind === 'say' ? [move.text] : [])).join('');
    for (const move of line.moves) {
      if (move.kind === 'hang-up') outcome = move.outcomeHint;
      if (move.kind === 'transfer') transferred = seatAnswers;
      if (move.kind !== 'fact') continue;
      if (move.fact.kind === 'grade-changed') facts.grade = move.fact.grade;
      if (move.fact.kind === 'do-not-call-asked') facts.doNotCall = true;
      if (move.fact.kind === 'call-back-asked') facts.callBack = true;
    }
    lines.push(`robot: ${words}`);
    if (words === '') return;
    heard.push(words);
    const text = byKeys ? '' : words;
    feed({ kind: 'robot-speaking', spokeMs: 3_000, atMs });
    feed({ kind: 'robot-ended', text, atMs });
    if (transferred) feed({ kind: 'seat-tone', atMs });
    else if (outcome !== null && endedBy === null) endedBy = 'robot';
  };
  take(opened.line);
  for (let turn = 0; turn < 40 && endedBy === null && !transferred; turn++) {
    // The robot listens for its four seconds.
    for (
      let waited = 0;
      waited < 4_000 && acts.every(({ kind }) => kind !== 'say' && kind !== 'press');
      waited += 100
    ) {
      atMs += 100;
      feed({ kind: 'tick', atMs });
    }
    const spoken = acts.flatMap((action) => (action.kind === 'say' ? [action.text] : []));
    const pressed = acts.flatMap((action) => (action.kind === 'press' ? [action.keys] : []));
    acts = [];
    said.push(...spoken);
    keysPressed += pressed.join('');
    const line = spoken[0] ?? (pressed[0] === undefined ? '…' : `#${pressed[0]}`);
    if (byKeys) expect(spoken, behaviour.name).toEqual([]);
    lines.push(`customer: ${line}`);
    const step = chatStep(chat, line);
    chat = step.chat;
    take(step.line);
  }
  const wanted = state.meanings.includes('wants-person');
  const truth = truthOf({
    behaviour,
    arrival: { kind: 'answers', ringMs: 0 },
    answered: true,
    cancelled: false,
    finalStatus: 200,
    announced: false,
    endedBy: endedBy ?? 'robot',
    wordsSaid: said,
    wordsHeard: heard,
    keysPressed,
    keysHeard: '',
    meanings: state.meanings as readonly Meaning[],
    transfer: wanted
      ? { ownToneHz: 1_720, heardToneHz: transferred ? 520 : null, seat: null, heardBySeat: transferred }
      : null,
    seatLeftFirst: true,
  });
  return { truth, orders, ...facts, outcome: transferred ? 'transferred' : outcome, lines };
}

const talkers = [...behaviours.values()].filter(
  ({ plain, conduct, pickedUpBy, line }) =>
    !plain && conduct?.hangsUpAfterMs === null && pickedUpBy === 'human' && !line.sendsNothing,
);

function agrees(talked: Talk): void {
  const story = talked.lines.join('\n');
  expect(talked.truth.outcome, story).toBe(talked.outcome);
  expect(talked.truth.grade, story).toBe(talked.grade);
  expect(talked.truth.askedNeverAgain, story).toBe(talked.doNotCall);
  const { wants, ordered } = talked.truth;
  expect(talked.orders, story).toEqual(ordered ? [{ product: wants?.product, amount: String(wants?.amountYuan) }] : []);
}

describe('the insurance script and', () => {
  it.each(talkers.map((behaviour) => [behaviour.name, behaviour] as const))('%s agree by words', (_name, behaviour) => {
    agrees(talk(behaviour, false));
  });

  const byKeys = talkers.filter(
    ({ conduct }) => conduct!.soundOnlyKeys.length > 0 && conduct!.interrupts === null && conduct!.opening.length === 0,
  );
  it.each(byKeys.map((behaviour) => [behaviour.name, behaviour] as const))('%s agree by keys', (_name, behaviour) => {
    agrees(talk(behaviour, true));
  });

  it.each(['wants-person', 'wants-person-at-once', 'keys-person'])('%s agree where nobody takes the call', (name) => {
    agrees(talk(behaviours.get(name)!, false, false));
  });

  it('who buys does buy, who wants a person gets one', () => {
    const outcomes = talkers.map((behaviour) => [behaviour.name, talk(behaviour, false).truth] as const);
    const ordered = outcomes.filter(([, truth]) => truth.ordered).map(([name]) => name);
    expect(ordered).toEqual(
      talkers
        .filter(({ name, wish }) => wish !== null && !['wants-person', 'thinks-it-over'].includes(name))
        .map(({ name }) => name),
    );
    const handedOver = outcomes.filter(([, truth]) => truth.outcome === 'transferred').map(([name]) => name);
    expect(handedOver).toEqual(['wants-person', 'wants-person-at-once', 'keys-person']);
  });
});
