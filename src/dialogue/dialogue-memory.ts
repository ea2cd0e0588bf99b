import type { LeadGrade } from '../contract/call-outcome.ts';
import type { RecordedLine } from '../contract/recorded-line.ts';
import type { BargeInPolicy, Voice } from '../contract/script-document.ts';
import type { CompiledScript } from './compiled-script.ts';
import type { DialogueOutcome } from './move.ts';
import { mainFlowOf, type Place } from './place.ts';

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

/**
 * All that a conversation has come to, as a plain JSON value: kept, replayed and resumed anywhere.
 *
 * ```
 *  new ──answered──▶ listening ◀──result── function
 *   │                 │  │  └──function node──▲
 *   │                 │  └──transfer node──▶ transfer ──nobody──▶ listening
 *   └──machine──▶ ended ◀──hang-up, bridged──┘
 * ```
 */
export interface DialogueMemory {
  scriptId: string;
  phase: 'new' | 'listening' | 'function' | 'transfer' | 'ended';
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
}

/** A conversation that has not begun. `nowMs` and `utcOffsetMinutes` are what "明天下午三点" is counted from. */
export function startMemory(
  script: CompiledScript,
  variables: Readonly<Record<string, string>>,
  context: { readonly nowMs: number; readonly utcOffsetMinutes: number },
): DialogueMemory {
  const { document } = script;
  const flow = mainFlowOf(document);
  return {
    scriptId: document.id,
    phase: 'new',
    startedAtMs: context.nowMs,
    utcOffsetMinutes: context.utcOffsetMinutes,
    variables: { ...variables },
    slots: {},
    at: { flow, node: document.flows[flow]?.start ?? '' },
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
  };
}
