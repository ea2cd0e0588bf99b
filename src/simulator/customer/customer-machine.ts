import type { Aside, Conduct, Meaning, Reoffer, Reply } from './behaviour.ts';
import { chooseReply, isGoodbye, isPleaseWait, isQuestion, isSayAgain } from './choose-reply.ts';
import { whoIsThere } from './sentences-of.ts';

/**
 * A customer who picked up, as a pure machine: what it heard and the time go in, what it does comes out.
 *
 *                  ┌──────── finished ────────┐
 *   answered ─▶ listening ─ robot-ended ─▶ speaking
 *                  │  ▲                       │ reply says so
 *        goodbye   │  └─ robot says it failed ┤
 *                  ▼                          ▼
 *               leaving                waiting-for-seat ─ seat-tone ─▶ with-seat
 *                  └───────────── hang-up ────┴────────────────────────┘ ─▶ over
 */
export interface CustomerState {
  readonly phase: 'listening' | 'speaking' | 'waiting-for-seat' | 'with-seat' | 'leaving' | 'over';
  readonly answeredAtMs: number;
  /** When something was last heard or done: patience counts from here. */
  readonly activeAtMs: number;
  readonly opened: boolean;
  readonly utterancesHeard: number;
  readonly robotSpeaking: boolean;
  readonly interrupted: boolean;
  /** How often each reply of the conduct was given. */
  readonly given: readonly number[];
  readonly fallbacksUsed: number;
  /** Answers in words so far, and asides in place of one. */
  readonly answersGiven: number;
  readonly asidesSaid: number;
  readonly keysUsed: number;
  readonly askedWhoIsThere: number;
  /** What the robot said last, answered at this time unless it goes on: people wait a little after what asks nothing. */
  readonly unanswered: { readonly text: string; readonly atMs: number } | null;
  /** What was said last, in case it is asked for again. */
  readonly lastSaid: string | null;
  /** The question that a remark put off: asked to say it again, one answers this. */
  readonly putOff: string | null;
  /** Actions still to be finished, and what follows the last. */
  readonly unfinished: number;
  readonly thenDo: Reply['next'] | null;
  readonly tonePlayed: boolean;
  /** Facts established, in order. */
  readonly meanings: readonly Meaning[];
}

export type CustomerInput = { readonly atMs: number } & (
  | { readonly kind: 'robot-began' }
  /** The robot is in mid-utterance and has spoken for `spokeMs`. */
  | { readonly kind: 'robot-speaking'; readonly spokeMs: number }
  /** Its sound fell silent and its captions ended. `text` is empty where there are none. */
  | { readonly kind: 'robot-ended'; readonly text: string }
  /** One of our own actions came to its end. */
  | { readonly kind: 'finished' }
  /** A person's tone is on the line. */
  | { readonly kind: 'seat-tone' }
  | { readonly kind: 'tick' }
);

export type CustomerAction =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'beep'; readonly lengthMs: number }
  | { readonly kind: 'press'; readonly keys: string }
  | { readonly kind: 'play-own-tone'; readonly lengthMs: number }
  | { readonly kind: 'reoffer'; readonly change: Reoffer }
  | { readonly kind: 'pause'; readonly lengthMs: number }
  | { readonly kind: 'hang-up' };

export interface CustomerStep {
  readonly state: CustomerState;
  readonly actions: readonly CustomerAction[];
}

/** Nobody stays on the line for ever, whatever the robot does. */
const longestCallMs = 150_000;
const leavingForMs = 5_000;
const seatWaitMs = 40_000;
const withSeatMs = 15_000;
const ownToneMs = 3_000;
const afterStatementMs = 700;
const asksAfterMs = 9_000;
const betweenReoffersMs = 1_500;

export function answered(atMs: number): CustomerState {
  return {
    phase: 'listening',
    answeredAtMs: atMs,
    activeAtMs: atMs,
    opened: false,
    utterancesHeard: 0,
    robotSpeaking: false,
    interrupted: false,
    given: [],
    fallbacksUsed: 0,
    answersGiven: 0,
    asidesSaid: 0,
    keysUsed: 0,
    askedWhoIsThere: 0,
    unanswered: null,
    lastSaid: null,
    putOff: null,
    unfinished: 0,
    thenDo: null,
    tonePlayed: false,
    meanings: [],
  };
}

const still = (state: CustomerState): CustomerStep => ({ state, actions: [] });

function hangUp(state: CustomerState): CustomerStep {
  return { state: { ...state, phase: 'over' }, actions: [{ kind: 'hang-up' }] };
}

/** Does things that take time, one after the other; `finished` comes for each. */
function perform(
  state: CustomerState,
  actions: readonly CustomerAction[],
  means: readonly Meaning[] = [],
  thenDo: Reply['next'] | null = null,
): CustomerStep {
  return {
    state: {
      ...state,
      phase: 'speaking',
      unfinished: actions.length,
      thenDo,
      unanswered: null,
      lastSaid: actions.findLast((action) => action.kind === 'say')?.text ?? state.lastSaid,
      meanings: [...state.meanings, ...means],
    },
    actions,
  };
}

export function customerStep(conduct: Conduct, state: CustomerState, input: CustomerInput): CustomerStep {
  if (state.phase === 'over') return still(state);
  switch (input.kind) {
    case 'robot-began':
      return still({ ...state, robotSpeaking: true, activeAtMs: input.atMs, unanswered: null });
    case 'robot-speaking':
      return whileRobotSpeaks(conduct, { ...state, activeAtMs: input.atMs }, input.spokeMs);
    case 'robot-ended':
      return afterUtterance(
        conduct,
        { ...state, robotSpeaking: false, activeAtMs: input.atMs, utterancesHeard: state.utterancesHeard + 1 },
        input.text,
        input.atMs,
      );
    case 'finished':
      return afterOwnAction(conduct, { ...state, activeAtMs: input.atMs });
    case 'seat-tone':
      return state.phase === 'with-seat' || state.tonePlayed
        ? still({ ...state, activeAtMs: input.atMs })
        : {
            state: {
              ...state,
              phase: 'with-seat',
              activeAtMs: input.atMs,
              tonePlayed: true,
              unfinished: 1,
              thenDo: null,
            },
            actions: [{ kind: 'play-own-tone', lengthMs: ownToneMs }],
          };
    case 'tick':
      return asTimePasses(conduct, state, input.atMs);
  }
}

function opening(conduct: Conduct, state: CustomerState): CustomerStep {
  const actions = conduct.opening.map((step): CustomerAction =>
    'say' in step ? { kind: 'say', text: step.say } : { kind: 'beep', lengthMs: step.beepMs },
  );
  return perform({ ...state, opened: true }, actions);
}

function whileRobotSpeaks(conduct: Conduct, state: CustomerState, spokeMs: number): CustomerStep {
  if (state.phase !== 'listening') return still(state);
  const { openingAfter, interrupts } = conduct;
  if (!state.opened && openingAfter !== 'answer' && spokeMs >= openingAfter.robotSpokeMs)
    return opening(conduct, state);
  if (
    interrupts &&
    !state.interrupted &&
    state.utterancesHeard + 1 >= interrupts.utterance &&
    spokeMs >= interrupts.robotSpokeMs
  )
    return perform({ ...state, interrupted: true }, [{ kind: 'say', text: interrupts.say }], interrupts.means);
  return still(state);
}

function afterUtterance(conduct: Conduct, state: CustomerState, text: string, atMs: number): CustomerStep {
  // What was said into our own words was meant to stop, or will be said again.
  if (state.phase === 'speaking' || state.phase === 'with-seat' || state.phase === 'leaving') return still(state);
  if (state.phase === 'waiting-for-seat' && (text === '' || isPleaseWait(text))) return still(state);
  const listening: CustomerState = { ...state, phase: 'listening' };
  if (isGoodbye(text)) return still({ ...listening, phase: 'leaving' });
  if (isQuestion(text) || text === '') return answerTo(conduct, listening, text);
  if (isPleaseWait(text)) return still(listening);
  return still({ ...listening, unanswered: { text, atMs: atMs + afterStatementMs } });
}

/** The answer, after whatever change of the session comes before it. */
function answerTo(conduct: Conduct, state: CustomerState, text: string): CustomerStep {
  const step = wordsFor(conduct, { ...state, unanswered: null }, text);
  if (conduct.reoffers?.afterUtterance !== state.utterancesHeard) return step;
  const changes = conduct.reoffers.changes.flatMap((change, index): CustomerAction[] => [
    ...(index > 0 ? [{ kind: 'pause' as const, lengthMs: betweenReoffersMs }] : []),
    { kind: 'reoffer', change },
  ]);
  return perform(step.state, [...changes, ...step.actions], [], step.state.thenDo);
}

function wordsFor(conduct: Conduct, state: CustomerState, text: string): CustomerStep {
  if (text === '') return pressNextKey(conduct, state);
  const aside = conduct.asides[state.asidesSaid];
  if (aside && state.answersGiven + 1 >= aside.beforeAnswer) return stray(state, aside, text);
  const index = chooseReply(conduct.replies, state.given, text);
  const reply = index === null ? undefined : conduct.replies[index];
  if (index !== null && reply) return give(state, reply, index);
  if (isSayAgain(text)) {
    if (state.putOff !== null) return wordsFor(conduct, { ...state, putOff: null }, state.putOff);
    if (state.lastSaid !== null) return perform(state, [{ kind: 'say', text: state.lastSaid }]);
  }
  const fallback = conduct.fallback[state.fallbacksUsed];
  return fallback === undefined
    ? still(state)
    : perform({ ...state, fallbacksUsed: state.fallbacksUsed + 1 }, [{ kind: 'say', text: fallback }]);
}

/** Says something else; the answer comes when it is asked for again. */
function stray(state: CustomerState, { say }: Aside, question: string): CustomerStep {
  const strayed = { ...state, asidesSaid: state.asidesSaid + 1, putOff: question };
  return perform(strayed, [{ kind: 'say', text: say }]);
}

function give(before: CustomerState, reply: Reply, index: number): CustomerStep {
  const state = { ...before, answersGiven: before.answersGiven + 1, putOff: null };
  const count = state.given[index] ?? 0;
  const given = [...state.given];
  given[index] = count + 1;
  const text = reply.say?.[count % reply.say.length];
  const actions: CustomerAction[] = [
    ...(text === undefined ? [] : [{ kind: 'say' as const, text }]),
    ...(reply.press === undefined ? [] : [{ kind: 'press' as const, keys: reply.press }]),
  ];
  if (actions.length > 0) return perform({ ...state, given }, actions, reply.means, reply.next ?? null);
  return after({ ...state, given, meanings: [...state.meanings, ...(reply.means ?? [])] }, reply.next ?? null);
}

function after(state: CustomerState, then: Reply['next'] | null): CustomerStep {
  if (then === 'hang-up') return hangUp(state);
  return still({ ...state, phase: then === 'wait-for-seat' ? 'waiting-for-seat' : 'listening', thenDo: null });
}

function pressNextKey(conduct: Conduct, state: CustomerState): CustomerStep {
  const reply = conduct.soundOnlyKeys[state.keysUsed];
  return reply === undefined
    ? still(state)
    : perform(
        { ...state, keysUsed: state.keysUsed + 1 },
        [{ kind: 'press', keys: reply.keys }],
        reply.means,
        reply.next,
      );
}

function afterOwnAction(conduct: Conduct, state: CustomerState): CustomerStep {
  const left = { ...state, unfinished: Math.max(0, state.unfinished - 1) };
  if (left.unfinished > 0) return still(left);
  if (left.phase === 'with-seat') return conduct.endsTransfer === 'customer' ? hangUp(left) : still(left);
  return left.phase === 'speaking' ? after(left, left.thenDo ?? null) : still(left);
}

function asTimePasses(conduct: Conduct, state: CustomerState, atMs: number): CustomerStep {
  const quietMs = atMs - state.activeAtMs;
  const inCallMs = atMs - state.answeredAtMs;
  if (inCallMs >= longestCallMs) return hangUp(state);
  if (conduct.hangsUpAfterMs !== null && inCallMs >= conduct.hangsUpAfterMs) return hangUp(state);
  switch (state.phase) {
    case 'listening':
      return whileListening(conduct, state, atMs, quietMs);
    case 'leaving':
      return quietMs >= leavingForMs ? hangUp(state) : still(state);
    case 'waiting-for-seat':
      return quietMs >= seatWaitMs ? hangUp(state) : still(state);
    case 'with-seat':
      return quietMs >= withSeatMs ? hangUp(state) : still(state);
    case 'speaking':
    case 'over':
      return still(state);
  }
}

function whileListening(conduct: Conduct, state: CustomerState, atMs: number, quietMs: number): CustomerStep {
  if (!state.opened && conduct.opening.length > 0 && conduct.openingAfter === 'answer')
    return opening(conduct, { ...state, activeAtMs: atMs });
  if (state.unanswered && atMs >= state.unanswered.atMs) return answerTo(conduct, state, state.unanswered.text);
  if (quietMs >= conduct.patienceMs) return hangUp(state);
  if (conduct.asksWhoIsThere && state.askedWhoIsThere === 0 && quietMs >= asksAfterMs)
    return perform({ ...state, askedWhoIsThere: 1 }, [{ kind: 'say', text: whoIsThere }]);
  return still(state);
}
