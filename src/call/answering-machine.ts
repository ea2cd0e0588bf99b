import type { AnsweredBy } from '../contract/call-outcome.ts';

/**
 * What picked up, from the first things it said. Undecided until there is evidence:
 *
 *   undecided ──words of a machine──▶ voicemail | assistant | screening | ivr
 *       │  └──fax tone──▶ fax
 *       ├──other words, keys──▶ human
 *       └──beep──▶ voicemail
 *
 * Machines begin like people ("您好，…"), and often while our greeting still runs: a decision for a human is revised by
 * words of a machine in the first seconds after the answer.
 */
export interface PickUp {
  readonly answeredBy: AnsweredBy;
  readonly reason: string;
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
  | { readonly kind: 'tone'; readonly tone: string };

export function pickUpStep(state: PickUp, input: PickUpInput): PickUp {
  if (state.answeredBy !== 'unknown' && state.answeredBy !== 'human') return state;
  switch (input.kind) {
    case 'key':
      return state.answeredBy === 'human' ? state : { ...state, answeredBy: 'human', reason: 'pressed a key' };
    case 'tone':
      if (input.tone === 'fax') return { ...state, answeredBy: 'fax', reason: 'fax tone' };
      return input.tone === 'beep' && state.answeredBy === 'unknown'
        ? { ...state, answeredBy: 'voicemail', reason: 'beep before any conversation' }
        : state;
    case 'words': {
      if (input.sinceAnswerMs > openingMs && state.answeredBy === 'human') return state;
      const machine = machines.find(([, pattern]) => pattern.test(input.text));
      if (machine) return { answeredBy: machine[0], reason: `said '${machine[1].exec(input.text)?.[0] ?? ''}'` };
      if (!input.final || state.answeredBy === 'human') return state;
      return { answeredBy: 'human', reason: 'spoke like a person' };
    }
  }
}
