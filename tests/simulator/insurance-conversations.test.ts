import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { scriptDocumentSchema } from '../../src/contract/script-document.ts';
import { chatStep, compileScript, startChat, type ChatLine } from '../../src/dialogue/index.ts';
import type { Behaviour } from '../../src/simulator/customer/behaviour.ts';
import { behaviours } from '../../src/simulator/customer/catalogue.ts';
import {
  answered,
  customerStep,
  type CustomerAction,
  type CustomerInput,
  type CustomerState,
} from '../../src/simulator/customer/customer-machine.ts';
import { truthOf } from '../../src/simulator/log/truth.ts';

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

/** What is known of a conversation, by either side. */
interface Account {
  readonly outcome: string | null;
  readonly grade: string | null;
  readonly doNotCall: boolean;
  readonly orders: readonly { readonly product: string; readonly amount: string }[];
}

interface Talk {
  readonly byScript: Account;
  readonly byCarrier: Account;
  readonly spoken: readonly string[];
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
  const end: { outcome: string | null; transferred: boolean; by: 'robot' | 'customer' | null } = {
    outcome: null,
    transferred: false,
    by: null,
  };
  let state: CustomerState = answered(0);
  let atMs = 0;
  let acts: CustomerAction[] = [];
  const feed = (input: CustomerInput): void => {
    const step = customerStep(conduct, state, input);
    state = step.state;
    acts.push(...step.actions);
    for (const action of step.actions) {
      if (action.kind === 'hang-up') end.by ??= 'customer';
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
  const facts: { grade: string | null; doNotCall: boolean } = { grade: null, doNotCall: false };
  const take = (line: ChatLine): void => {
    const words = line.moves.flatMap((move) => (move.kind === 'say' ? [move.text] : [])).join('');
    for (const move of line.moves) {
      if (move.kind === 'hang-up') end.outcome = move.outcomeHint;
      if (move.kind === 'transfer') end.transferred = seatAnswers;
      if (move.kind !== 'fact') continue;
      if (move.fact.kind === 'grade-changed') facts.grade = move.fact.grade;
      if (move.fact.kind === 'do-not-call-asked') facts.doNotCall = true;
    }
    lines.push(`robot: ${words}`);
    if (words === '') return;
    heard.push(words);
    const text = byKeys ? '' : words;
    feed({ kind: 'robot-speaking', spokeMs: 3_000, atMs });
    feed({ kind: 'robot-ended', text, atMs });
    if (end.transferred) feed({ kind: 'seat-tone', atMs });
    else if (end.outcome !== null) end.by ??= 'robot';
  };
  take(opened.line);
  for (let turn = 0; turn < 40 && end.by === null && !end.transferred; turn++) {
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
    wordsAnnounced: '',
    endedBy: end.by ?? 'robot',
    wordsSaid: said,
    wordsHeard: heard,
    keysPressed,
    keysHeard: '',
    meanings: state.meanings,
    transfer: wanted
      ? { ownToneHz: 1_720, heardToneHz: end.transferred ? 520 : null, seat: null, heardBySeat: end.transferred }
      : null,
    seatLeftFirst: true,
  });
  const { wants, ordered } = truth;
  return {
    byScript: {
      outcome: end.transferred ? 'transferred' : end.by === 'customer' ? 'callee-hung-up' : end.outcome,
      grade: facts.grade,
      doNotCall: facts.doNotCall,
      orders,
    },
    byCarrier: {
      outcome: truth.outcome,
      grade: truth.grade,
      doNotCall: truth.askedNeverAgain,
      orders: ordered && wants ? [{ product: wants.product, amount: String(wants.amountYuan) }] : [],
    },
    spoken: said,
    lines,
  };
}

const talkers = [...behaviours.values()].filter(
  ({ plain, conduct, pickedUpBy, line }) =>
    !plain && conduct?.hangsUpAfterMs === null && pickedUpBy === 'human' && !line.sendsNothing,
);

/** Named pairs for `it.each`. */
const named = (list: readonly Behaviour[]) => list.map((behaviour) => [behaviour.name, behaviour] as const);

describe('the insurance script and', () => {
  it.each(named(talkers))('%s agree by words', (_name, behaviour) => {
    const { byCarrier, byScript, lines } = talk(behaviour, false);
    expect({ ...byCarrier, lines }).toEqual({ ...byScript, lines });
  });

  const byKeys = talkers.filter(
    ({ conduct }) => conduct!.soundOnlyKeys.length > 0 && conduct!.interrupts === null && conduct!.opening.length === 0,
  );
  it.each(named(byKeys))('%s agree by keys', (_name, behaviour) => {
    const { byCarrier, byScript, lines, spoken } = talk(behaviour, true);
    expect({ ...byCarrier, lines, spoken }).toEqual({ ...byScript, lines, spoken: [] });
  });

  it.each(['wants-person', 'wants-person-at-once', 'keys-person'])('%s agree where nobody takes the call', (name) => {
    const { byCarrier, byScript, lines } = talk(behaviours.get(name)!, false, false);
    expect({ ...byCarrier, lines }).toEqual({ ...byScript, lines });
    expect(byCarrier).toMatchObject({ outcome: 'transfer-failed', grade: 'B' });
  });

  it('who buys does buy, who wants a person gets one', () => {
    const outcomes = talkers.map((behaviour) => ({ ...behaviour, account: talk(behaviour, false).byCarrier }));
    const ordered = outcomes.filter(({ account }) => account.orders.length > 0).map(({ name }) => name);
    const buyers = talkers.filter(
      ({ name, wish }) => wish !== null && !['wants-person', 'thinks-it-over'].includes(name),
    );
    expect(ordered).toEqual(buyers.map(({ name }) => name));
    const handedOver = outcomes.filter(({ account }) => account.outcome === 'transferred').map(({ name }) => name);
    expect(handedOver).toEqual(['wants-person', 'wants-person-at-once', 'keys-person']);
  });
});
