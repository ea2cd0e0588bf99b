import type { CallEvent, HearingVia } from '../contract/call-event.ts';
import type { CallOutcome } from '../contract/call-outcome.ts';
import type { Understanding } from '../contract/kept-dialogue.ts';
import type { ModelRequest } from '../contract/language-model.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import type { WebFunction } from '../contract/script-document.ts';
import type { EachWithout } from '../foundation/each-without.ts';
import type { OpinionHow } from '../contract/call-event.ts';
import type {
  CompiledScript,
  DialogueInput,
  DialogueMemory,
  Doubt,
  Manner,
  Move,
  OpenStep,
  Opinion,
} from '../dialogue/index.ts';
import { unknownVoice, type Answered, type SpeechSound, type UsualVoice } from '../speech/index.ts';
import type { MediaCommand, MediaEvent, PlayItem } from './media/media-messages.ts';

/**
 * The turn loop of one call: what was heard goes to the dialogue, its moves go to the media. Pure: times come with the
 * inputs, timers and sound are effects.
 *
 *            say…                       last sentence over
 *   speaking ─────▶ speaking ──────────────────────────────▶ listening ──silence──▶ (dialogue)
 *      │ customer interrupts (media decided)                     │ customer speaks
 *      ▼                                                         ▼
 *   interrupted ──no words──▶ the sentence again             hearing ──paused──▶ ending the turn ──▶ (dialogue)
 *      └──words──▶ (dialogue)                                    ▲──────speaks on──────┘
 */
export interface Conversation {
  readonly memory: DialogueMemory;
  /** Customer turns so far. */
  readonly turn: number;
  readonly node: string;
  /** Sentences sent to the media and not over, in order. */
  readonly plays: readonly Play[];
  /** What to do when the last of them is over. */
  readonly next: Next | null;
  readonly listening: Extract<Move, { kind: 'listen' }> | null;
  readonly hearing: Hearing;
  /** How the customer speaks: what later turns are compared with. */
  readonly usualVoice: UsualVoice;
  /** How long the recogniser's last final took to come; 0 before the first. */
  readonly recognizerLagMs: number;
  /** The final asked for last had not come when it was waited for no longer. */
  readonly recognizerIsLate: boolean;
  readonly keys: string;
  /** A sentence cut by sound whose words are not known yet, and those in line behind it. */
  readonly interrupted: Interrupted | null;
  /** Words said over a sentence that could not be interrupted, kept until it is over. */
  readonly overTalk: string;
  /** The customer has had a turn, and nothing was heard of us since. */
  readonly answerOwed: boolean;
  /** An owed answer is waited for in silence. */
  readonly waits: boolean;
  /** The answer of the language model whose next sentence is waited for in silence. */
  readonly awaitsModel: string | null;
  /** What the model has answered while the customer had the floor, in order. */
  readonly held: readonly ModelInput[];
  /** Words that a second opinion is awaited of, and how many were asked so far. */
  readonly doubted: Doubted | null;
  readonly opinions: number;
  /** The sign that an answer comes, while it is said. */
  readonly acknowledging: Play | null;
  /** How many such signs the call has had, and the words of the last. */
  readonly acknowledged: { readonly said: number; readonly last: string };
  readonly guess: Guess | null;
  /** Guesses thrown away since the last answer. */
  readonly wrongGuesses: number;
  readonly over: boolean;
}

/** A turn of the customer whose words are known and not yet answered. */
export interface HeardTurn {
  readonly turn: number;
  readonly text: string;
  readonly hearing: Hearing;
  readonly manner: Manner;
  /** When the words were known. */
  readonly atMs: number;
}

export type Doubted = HeardTurn & { readonly key: number };

/** What came of asking for a second opinion; null where the first reading stands. */
export interface OpinionGiven {
  readonly key: number;
  readonly opinion: Opinion | null;
  readonly how: OpinionHow;
}

export interface Interrupted {
  readonly play: Play;
  readonly spokenText: string;
  readonly dropped: readonly Play[];
}

/** What would be answered if the customer's words so far were all, made ready ahead of time. */
export interface Guess {
  readonly words: string;
  readonly items: readonly PlayItem[];
}

/** How many answers were made ready before one turn was over: those that were said, and those thrown away. */
export interface Guesses {
  readonly hits: number;
  readonly misses: number;
}

export interface Play {
  readonly playId: string;
  readonly say: Extract<Move, { kind: 'say' }>;
  /** No answer, but the sign that one comes. */
  readonly isSign: boolean;
  /** Its sound has begun to leave. */
  readonly started: boolean;
  readonly offsetMs: number;
  readonly provider: string;
  readonly cached: boolean;
  /** How often it was stopped by what turned out to be no interruption. */
  readonly falseInterruptions: number;
  /** Of its text, what was said before such a stop and is not said again. */
  readonly saidBefore: string;
}

export type Next = Extract<Move, { kind: 'hang-up' | 'transfer' }>;

/** What has been heard of the customer since their last turn. */
export interface Hearing {
  readonly text: string;
  readonly partial: string;
  /** The sound of which the partial was told. */
  readonly partialAtMs: number;
  readonly via: HearingVia;
  readonly confidence: number;
  readonly speaking: boolean;
  readonly startedAtMs: number;
  readonly lastVoicedAtMs: number;
  readonly voicedMs: number;
  readonly sound: SpeechSound | null;
  readonly offsetMs: number;
  /** Quiet after `lastVoicedAtMs` that the policy wants; 0 while nobody waits. */
  readonly policyMs: number;
  /** When the turn was found to be over and the recogniser was asked for its final; null before. */
  readonly finishedAtMs: number | null;
  /** There was voice of which the recogniser's final was not asked for. */
  readonly unasked: boolean;
  /** Finals asked for that have not come, and when the last of them was asked for. */
  readonly awaited: number;
  readonly askedAtMs: number;
}

export const nothingHeard: Hearing = {
  text: '',
  partial: '',
  partialAtMs: 0,
  via: 'real-time-text',
  confidence: 1,
  speaking: false,
  startedAtMs: 0,
  lastVoicedAtMs: 0,
  voicedMs: 0,
  sound: null,
  offsetMs: 0,
  policyMs: 0,
  finishedAtMs: null,
  unasked: false,
  awaited: 0,
  askedAtMs: 0,
};

/** What stays the same for the whole conversation. */
export interface ConversationContext {
  readonly script: CompiledScript;
  readonly legId: string;
  /** Whether words can be heard at all: real-time text was agreed, or a recogniser listens. */
  readonly hears: { readonly text: boolean; readonly recognizer: boolean };
  /** Who can be asked what doubtful words mean. */
  readonly advisers: ReadonlySet<Doubt['by']>;
  /** Whether words stop where nobody stops: at a comma, on a conjunction, inside a number. */
  looksUnfinished(words: string): boolean;
  /** How long to wait after the last voiced frame before the turn is over. */
  endpointWaitMs(answered: Answered): number;
}

/** What came of a question to the language model. */
export type ModelInput = Extract<DialogueInput, { kind: `model-${string}` }>;

export type ConversationInput =
  | { readonly kind: 'model'; readonly input: ModelInput }
  | { readonly kind: 'opinion'; readonly given: OpinionGiven }
  | { readonly kind: 'dialogue'; readonly input: DialogueInput }
  | { readonly kind: 'media'; readonly event: MediaEvent }
  | { readonly kind: 'timer'; readonly timer: ConversationTimer }
  | {
      readonly kind: 'function-result';
      readonly key: string;
      readonly name: string;
      readonly result: FunctionResult;
      readonly tookMs: number;
    };

/**
 * `silence`: nobody answers; `endpoint`: the pause was long enough; `final`: the recogniser is late; `keys`: the next key is
 * late; `acknowledge`: the answer is late; `guess`: the words so far have not changed for a moment; `model`: the
 * language model's next sentence is late; `ask`: a recogniser that takes
 * its time has to be asked for its final now, if that is to be here when the turn ends.
 */
export const conversationTimers = [
  'silence',
  'endpoint',
  'final',
  'keys',
  'acknowledge',
  'guess',
  'ask',
  'model',
] as const;
export type ConversationTimer = (typeof conversationTimers)[number];

/** An event of this call, without what the call adds (its id and the time). */
export type Told = EachWithout<CallEvent, 'callId' | 'atMs'>;

export type ConversationEffect =
  | { readonly kind: 'media'; readonly command: MediaCommand }
  /** Starts a timer anew, or with null stops it. */
  | { readonly kind: 'timer'; readonly timer: ConversationTimer; readonly afterMs: number | null }
  | { readonly kind: 'tell'; readonly event: Told }
  /** What the dialogue was given and what it did, for a replay. */
  | {
      readonly kind: 'keep';
      readonly step: OpenStep;
      readonly understanding: Understanding | null;
      readonly learnt: boolean;
    }
  | {
      readonly kind: 'turn-decided';
      readonly turn: number;
      readonly lastVoicedAtMs: number;
      readonly endpointMs: number;
      readonly policyMs: number;
      readonly recognizerMs: number | null;
      readonly guessed: Guesses;
    }
  | {
      readonly kind: 'call-function';
      readonly key: string;
      readonly name: string;
      readonly args: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
      readonly web: WebFunction | undefined;
    }
  | { readonly kind: 'ask-model'; readonly key: string; readonly request: ModelRequest }
  | { readonly kind: 'ask-opinion'; readonly key: number; readonly doubt: Doubt }
  | { readonly kind: 'transfer'; readonly skill: string | null; readonly summary: string }
  | { readonly kind: 'hang-up'; readonly reason: string; readonly outcome: CallOutcome };

export interface ConversationStep {
  readonly state: Conversation;
  readonly effects: readonly ConversationEffect[];
}

export function startConversation(memory: DialogueMemory): Conversation {
  return {
    memory,
    turn: 0,
    node: '',
    plays: [],
    next: null,
    listening: null,
    hearing: nothingHeard,
    usualVoice: unknownVoice,
    recognizerLagMs: 0,
    recognizerIsLate: false,
    keys: '',
    interrupted: null,
    overTalk: '',
    answerOwed: false,
    waits: false,
    awaitsModel: null,
    held: [],
    doubted: null,
    opinions: 0,
    acknowledging: null,
    acknowledged: { said: 0, last: '' },
    guess: null,
    wrongGuesses: 0,
    over: false,
  };
}

export function playOf(say: Play['say'], isSign = false): Play {
  return {
    playId: say.sayId,
    say,
    isSign,
    started: false,
    offsetMs: 0,
    provider: '',
    cached: false,
    falseInterruptions: 0,
    saidBefore: '',
  };
}

/** The play of which `event` tells that its sound has begun to leave. */
export function begunPlay(
  play: Play,
  { offsetMs, provider, cached }: Extract<MediaEvent, { kind: 'play-started' }>,
): Play {
  return { ...play, started: true, offsetMs, provider, cached };
}

/** Takes `text` on, backspaces (U+0008, RFC 4103 §3.6 by T.140) included. */
export function appendText(before: string, text: string): string {
  let after = before;
  for (const character of text) {
    if (character === '\b') after = Array.from(after).slice(0, -1).join('');
    else if (character !== '\uFEFF') after += character;
  }
  return after;
}

/** What is told of `text`, words of the customer that were heard so. */
export function customerSaid(
  hearing: Hearing,
  text: string,
  { turn, node }: Pick<Conversation, 'turn' | 'node'>,
): Told {
  const { confidence, via, offsetMs, startedAtMs, lastVoicedAtMs } = hearing;
  const durationMs = Math.max(0, lastVoicedAtMs - startedAtMs);
  return { kind: 'customer-said', turn, node, text, confidence, via, offsetMs, durationMs };
}

/** What is told of a sentence that is over, however it ended. */
export function robotSaid(play: Play, ended: Extract<MediaEvent, { kind: 'play-ended' }>, turn: number): Told {
  const { say, isSign, offsetMs, provider, cached } = play;
  const { spokenText, completed, spokenMs: durationMs } = ended;
  return {
    kind: 'robot-said',
    turn,
    node: say.node,
    text: say.text,
    spokenText,
    completed,
    offsetMs,
    durationMs,
    provider,
    cached,
    ...(isSign && { acknowledgement: true }),
  };
}
