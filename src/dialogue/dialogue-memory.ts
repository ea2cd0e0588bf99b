import type { Emotion } from '../contract/turn-measure.ts';
import type { LeadGrade } from '../contract/call-outcome.ts';
import type { ModelLine } from '../contract/language-model.ts';
import type { RecordedLine } from '../contract/recorded-line.ts';
import type { BargeInPolicy, Voice } from '../contract/script-document.ts';
import type { CompiledScript } from './compiled-script.ts';
import type { TimeContext } from './entity/calendar.ts';
import type { DialogueOutcome } from './move.ts';
import { mainFlowOf, placeOf, type Place } from './place.ts';
import type { Match } from './understand/match-intents.ts';

/** A sentence of the robot's last turn. */
export interface SpokenLine {
  readonly sayId: string;
  readonly node: string;
  readonly text: string;
  readonly audio: RecordedLine | null;
  readonly voice: Voice;
  readonly bargeIn: BargeInPolicy;
  /** False for "喂，能听到吗" and the like, which nobody wants to hear again. */
  readonly repeatable: boolean;
  /** Which utterance list it came from, for rotation. */
  readonly rotationKey: string;
  /** What the customer has not heard, once that is known: empty where it was played to its end. */
  unheard: string | null;
}

/** What a language model has said and found out at a converse node. */
export interface ModelTalk {
  /** Turns of the customer that it was asked to answer. */
  rounds: number;
  /** Sentences of it that were not said. */
  withheld: number;
  /** Functions it has asked for, and the one that is running. */
  functions: number;
  running: string | null;
  /** What it is told of the conversation, as it was said. */
  lines: ModelLine[];
  /** The answer that is awaited or streams in, what it was given to answer from, and what of it was said. */
  answer: { readonly key: string; readonly passages: readonly string[]; sentences: number; said: string } | null;
}

/**
 * All that a conversation has come to, as a plain JSON value: kept, replayed and resumed anywhere.
 *
 * ```
 *  new ──answered──▶ listening ◀──result── function
 *   │                 │  │  └──function node──▲
 *   │                 │  ├──converse node──▶ model ──answered, failed, interrupted──▶ listening
 *   │                 │  └──transfer node──▶ transfer ──nobody──▶ listening
 *   └──machine──▶ ended ◀──hang-up, bridged──┘
 * ```
 */
export interface DialogueMemory {
  scriptId: string;
  phase: 'new' | 'listening' | 'function' | 'model' | 'transfer' | 'ended';
  startedAtMs: number;
  utcOffsetMinutes: number;
  variables: Record<string, string>;
  slots: Record<string, { value: string; said: string }>;
  at: Place;
  /** Where we last listened: what a global flow returns to. */
  listenedAt: Place | null;
  /** Whether a slot node asks for its value or for its confirmation. */
  stage: 'question' | 'confirm';
  /** Questions that a global flow interrupted, innermost last. */
  returnTo: Place[];
  /** Failed attempts at the current slot or digits node. */
  attempts: number;
  silencesRunning: number;
  silences: number;
  noMatchesRunning: number;
  rounds: number;
  rotation: Record<string, number>;
  visited: Record<string, number>;
  /** How often each branch was followed, by `flow/node/index`. */
  taken: Record<string, number>;
  intents: Record<string, number>;
  knowledge: Record<string, number>;
  tags: string[];
  outcomes: string[];
  grade: { grade: LeadGrade; rule: string } | null;
  spoken: SpokenLine[];
  lastHeard: string;
  /** "能听到吗" was the last thing we asked: 能听到 then answers that, not the node's question. */
  checkingHearing: boolean;
  /** Why the call is being brought to its end, until something is heard again. */
  endingAs: DialogueOutcome | null;
  /** Time is up: nothing more is asked. */
  mustEnd: boolean;
  saysSoFar: number;
  functionsSoFar: number;
  /** Of the converse node we are at, or were at last. */
  modelTalk: ModelTalk | null;
  modelAsksSoFar: number;
  /** Answers that never came since the customer last spoke. */
  modelFailuresRunning: number;
  /** What `recommend` nodes have chosen, by id. */
  recommended: string[];
  /** How the last words sounded, where an estimate was sure enough. */
  mood: Emotion | null;
  /** In how many turns each mood was heard. */
  moods: Record<string, number>;
  /** Turns that the customer began while we spoke. */
  talkOvers: number;
  /** The customer was angry: nothing is sold to him in this call. */
  upset: boolean;
  /** We asked 您是说…吗: what the words may mean, the likelier first. */
  clarifying: Match[] | null;
  clarifications: number;
  /** The question answered last whose follow-ups are understood now; `asks` where we asked something back. */
  topic: { question: string; asks: boolean } | null;
}

/** What times in this conversation are counted from. */
export function timeContext(memory: DialogueMemory): TimeContext {
  return { nowMs: memory.startedAtMs, utcOffsetMinutes: memory.utcOffsetMinutes };
}

/**
 * A conversation that has not begun. `nowMs` and `utcOffsetMinutes` are what "明天下午三点" is counted from. Who rings back begins where
 * the script says why we called, if it does.
 */
export function startMemory(
  script: CompiledScript,
  variables: Readonly<Record<string, string>>,
  context: TimeContext,
  begins: 'as-called' | 'ringing-back' = 'as-called',
): DialogueMemory {
  const { document } = script;
  const flow = mainFlowOf(document);
  const { ringBack } = document;
  const start = { flow, node: document.flows[flow]?.start ?? '' };
  return {
    scriptId: document.id,
    phase: 'new',
    startedAtMs: context.nowMs,
    utcOffsetMinutes: context.utcOffsetMinutes,
    variables: { ...variables },
    slots: {},
    at: begins === 'ringing-back' && ringBack !== undefined ? placeOf(ringBack, flow) : start,
    listenedAt: null,
    stage: 'question',
    returnTo: [],
    attempts: 0,
    silencesRunning: 0,
    silences: 0,
    noMatchesRunning: 0,
    rounds: 0,
    rotation: {},
    visited: {},
    taken: {},
    intents: {},
    knowledge: {},
    tags: [],
    outcomes: [],
    grade: null,
    spoken: [],
    lastHeard: '',
    checkingHearing: false,
    endingAs: null,
    mustEnd: false,
    saysSoFar: 0,
    functionsSoFar: 0,
    modelTalk: null,
    modelAsksSoFar: 0,
    modelFailuresRunning: 0,
    recommended: [],
    mood: null,
    moods: {},
    talkOvers: 0,
    upset: false,
    clarifying: null,
    clarifications: 0,
    topic: null,
  };
}
