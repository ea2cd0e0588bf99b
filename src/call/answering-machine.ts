import type { AnsweredBy } from '../contract/call-outcome.ts';

/**
 * What picked up, from the first things it said. Undecided until there is evidence:
 *
 *   undecided ──words of a machine, a known recording──▶ voicemail | assistant | screening | ivr
 *       │  ├──its manner of speaking, where no words are heard──▶ human ──beep──▶ voicemail
 *       │  │                                                  └─▶ voicemail | assistant | ivr
 *       │  └──fax tone──▶ fax
 *       ├──other words, keys──▶ human
 *       └──beep──▶ voicemail
 *
 * Machines begin like people ("您好，…"), and often while our greeting still runs: a decision for a human is revised by
 * words of a machine in the first seconds after the answer. What the manner of speaking told is revised by anything better.
 */
export interface PickUp {
  readonly answeredBy: AnsweredBy;
  readonly reason: string;
  /** Only the manner of speaking told it. */
  readonly byManner?: true;
}

export const undecided: PickUp = { answeredBy: 'unknown', reason: 'nothing heard yet' };

const machines: readonly (readonly [AnsweredBy, RegExp])[] = [
  ['voicemail', /留言|语音信箱|嘀.{0,3}声后|滴.{0,3}声后|leave a message|voice ?mail/iu],
  [
    'assistant',
    /(语音|智能|通话|来电|电话)(助手|助理|秘书|管家)|机主(现在|暂时|不)|替(他|她|机主|主人)接|帮您转达|转告(机主|他|她)/u,
  ],
  ['screening', /请(说出|报上|告知)您的(姓名|名字).{0,8}(来电|意图|原因)|state your name/iu],
  ['ivr', /请按(一|二|三|\d).{0,12}请按|按(一|1)号?键|总机|查号请拨/u],
];

/** What is said this long after the answer is the opening: a machine has named itself by then. */
const openingMs = 15_000;

export type PickUpInput =
  | { readonly kind: 'words'; readonly text: string; readonly final: boolean; readonly sinceAnswerMs: number }
  | { readonly kind: 'key' }
  | { readonly kind: 'tone'; readonly tone: string; readonly sinceAnswerMs: number }
  | {
      readonly kind: 'sound';
      readonly answeredBy: AnsweredBy;
      readonly by: 'recording' | 'sound';
      readonly reason: string;
      /** Words have been heard: the manner of speaking tells nothing that they do not tell better. */
      readonly worded: boolean;
    };

export function pickUpStep(state: PickUp, input: PickUpInput): PickUp {
  // A calling fax begins with what may be a beep.
  if (input.kind === 'tone' && input.tone === 'fax') return { answeredBy: 'fax', reason: 'fax tone' };
  if (state.answeredBy !== 'unknown' && state.answeredBy !== 'human' && !state.byManner) return state;
  switch (input.kind) {
    case 'key':
      return state.answeredBy === 'unknown' || state.byManner
        ? { answeredBy: 'human', reason: 'pressed a key' }
        : state;
    case 'sound':
      return bySound(state, input);
    case 'tone':
      return input.tone === 'beep' ? byBeep(state, input.sinceAnswerMs) : state;
    case 'words': {
      if (input.sinceAnswerMs > openingMs && state.answeredBy === 'human') return state;
      const machine = machines.find(([, pattern]) => pattern.test(input.text));
      if (machine) return { answeredBy: machine[0], reason: `said '${machine[1].exec(input.text)?.[0] ?? ''}'` };
      if (!input.final || state.answeredBy !== 'unknown') return state;
      return { answeredBy: 'human', reason: 'spoke like a person' };
    }
  }
}

/** Later a beep is a key, or a phone's own. */
const beepUntilMs = 20_000;

function byBeep(state: PickUp, sinceAnswerMs: number): PickUp {
  if (state.answeredBy === 'unknown') return { answeredBy: 'voicemail', reason: 'beep before any conversation' };
  const soundsHuman = state.answeredBy === 'human' && state.byManner === true;
  return soundsHuman && sinceAnswerMs <= beepUntilMs
    ? { answeredBy: 'voicemail', reason: 'beep after a short greeting' }
    : state;
}

function bySound(state: PickUp, { answeredBy, by, reason, worded }: Extract<PickUpInput, { kind: 'sound' }>): PickUp {
  if (by === 'recording') return { answeredBy, reason };
  const certainlyHuman = state.answeredBy === 'human' && !state.byManner;
  return worded || certainlyHuman ? state : { answeredBy, reason, byManner: true };
}
