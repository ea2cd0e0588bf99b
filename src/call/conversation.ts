import type { CallEvent, HearingVia } from '../contract/call-event.ts';
import type { CallOutcome } from '../contract/call-outcome.ts';
import type { FunctionResult } from '../contract/live-services.ts';
import {
  advance,
  answersQuestion,
  type CompiledScript,
  type DialogueInput,
  type DialogueMemory,
  type Move,
} from '../dialogue/index.ts';
import type { MediaCommand, MediaEvent } from './media/media-messages.ts';

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
  readonly keys: string;
  /** A sentence cut by sound whose words are not known yet. */
  readonly interrupted: { readonly play: Play; readonly spokenText: string } | null;
  /** Words said over a sentence that could not be interrupted, kept until it is over. */
  readonly overTalk: string;
  readonly over: boolean;
}

export interface Play {
  readonly playId: string;
  readonly say: Extract<Move, { kind: 'say' }>;
  readonly offsetMs: number;
  readonly provider: string;
  readonly cached: boolean;
}

type Next = Extract<Move, { kind: 'hang-up' | 'transfer' }>;

/** What has been heard of the customer since their last turn. */
interface Hearing {
  readonly text: string;
  readonly partial: string;
  readonly via: HearingVia;
  readonly confidence: number;
  readonly speaking: boolean;
  readonly startedAtMs: number;
  readonly lastVoicedAtMs: number;
  readonly voicedMs: number;
  readonly offsetMs: number;
  /** When the turn was found to be over and the recogniser was asked for its final; null before. */
  readonly finishedAtMs: number | null;
}

const nothingHeard: Hearing = {
  text: '',
  partial: '',
  via: 'real-time-text',
  confidence: 1,
  speaking: false,
  startedAtMs: 0,
  lastVoicedAtMs: 0,
  voicedMs: 0,
  offsetMs: 0,
  finishedAtMs: null,
};

/** What stays the same for the whole conversation. */
export interface ConversationContext {
  readonly script: CompiledScript;
  readonly legId: string;
  /** Whether words can be heard at all: real-time text was agreed, or a recogniser listens. */
  readonly hears: { readonly text: boolean; readonly recognizer: boolean };
  /** How long to wait after the last voiced frame before the turn is over. */
  endpointWaitMs(facts: { readonly answered: 'answer' | 'more' | 'unknown' }): number;
}

export type ConversationInput =
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

/** `silence`: nobody answers; `endpoint`: the pause was long enough; `final`: the recogniser is late; `keys`: the next key is late. */
export type ConversationTimer = 'silence' | 'endpoint' | 'final' | 'keys';

/** An event of this call, without what the call adds (its id and the time). */
export type Told = CallEvent extends infer Event
  ? Event extends CallEvent
    ? Omit<Event, 'callId' | 'atMs'>
    : never
  : never;

export type ConversationEffect =
  | { readonly kind: 'media'; readonly command: MediaCommand }
  /** Starts a timer anew, or with null stops it. */
  | { readonly kind: 'timer'; readonly timer: ConversationTimer; readonly afterMs: number | null }
  | { readonly kind: 'tell'; readonly event: Told }
  | {
      readonly kind: 'turn-decided';
      readonly turn: number;
      readonly lastVoicedAtMs: number;
      readonly endpointMs: number;
      readonly recognizerMs: number | null;
    }
  | {
      readonly kind: 'call-function';
      readonly key: string;
      readonly name: string;
      readonly args: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'transfer'; readonly skill: string | null; readonly summary: string }
  | { readonly kind: 'hang-up'; readonly reason: string; readonly outcome: CallOutcome };

export interface ConversationStep {
  readonly state: Conversation;
  readonly effects: readonly ConversationEffect[];
}

/** Real-time text without any sound ends a turn after this pause, since nothing else can. */
const textAlonePauseMs = 1_200;
/** How long a recogniser, or late text, is waited for once the turn is over. */
const finalWaitMs = 400;
/** Sound without words shorter than this is a cough, not an answer. */
const shortestUtteranceMs = 600;

type Draft = { -readonly [Key in keyof Conversation]: Conversation[Key] };

class Turn {
  readonly draft: Draft;
  readonly effects: ConversationEffect[] = [];
  readonly context: ConversationContext;
  readonly nowMs: number;

  constructor(context: ConversationContext, state: Conversation, nowMs: number) {
    this.context = context;
    this.draft = { ...state };
    this.nowMs = nowMs;
  }

  timer(timer: ConversationTimer, afterMs: number | null): void {
    this.effects.push({ kind: 'timer', timer, afterMs });
  }

  tell(event: Told): void {
    this.effects.push({ kind: 'tell', event });
  }

  /** Gives `input` to the dialogue and carries out its moves. */
  say(input: DialogueInput): void {
    const { memory, moves } = advance(this.context.script, this.draft.memory, input);
    this.draft.memory = memory;
    const leaving = moves.some((move) => move.kind === 'hang-up' || move.kind === 'transfer');
    for (const move of moves) this.#perform(move, leaving);
    this.settle();
  }

  #perform(move: Move, leaving: boolean): void {
    switch (move.kind) {
      case 'say': {
        const play: Play = { playId: move.sayId, say: move, offsetMs: 0, provider: '', cached: false };
        this.draft.plays = [...this.draft.plays, play];
        this.draft.listening = null;
        this.timer('silence', null);
        const items = [{ text: move.text, voice: move.voice, audioFile: move.audio }];
        const bargeIn = leaving ? ({ mode: 'never' } as const) : move.bargeIn;
        this.effects.push({
          kind: 'media',
          command: { kind: 'play', legId: this.context.legId, playId: play.playId, items, bargeIn },
        });
        return;
      }
      case 'listen':
        this.draft.listening = move;
        this.draft.keys = '';
        this.effects.push({
          kind: 'media',
          command: { kind: 'secret-keys', legId: this.context.legId, on: move.keys?.secret ?? false },
        });
        return;
      case 'call-function':
        this.effects.push({
          kind: 'call-function',
          key: move.key,
          name: move.name,
          args: move.args,
          timeoutMs: move.timeoutMs,
        });
        return;
      case 'transfer':
      case 'hang-up':
        this.draft.next = move;
        this.draft.listening = null;
        return;
      case 'fact':
        if (move.fact.kind === 'node-entered') this.draft.node = move.fact.node;
        this.#tellFact(move.fact);
    }
  }

  #tellFact(fact: Extract<Move, { kind: 'fact' }>['fact']): void {
    if (fact.kind === 'intent-matched' || fact.kind === 'slot-filled') this.tell({ ...fact, turn: this.draft.turn });
    else if (fact.kind === 'script-fault') this.tell({ kind: 'degraded', what: 'script', reason: `node '${fact.node}': ${fact.reason}` });
    else this.tell(fact);
  }

  /** Where all sentences are over: goes on to what follows them. */
  settle(): void {
    const { draft } = this;
    if (draft.over || draft.plays.length > 0 || draft.interrupted) return;
    if (draft.next) {
      this.#leave(draft.next);
      return;
    }
    if (!draft.listening) return;
    if (draft.overTalk !== '') {
      const words = draft.overTalk;
      draft.overTalk = '';
      if (answersQuestion(this.context.script, draft.memory, words) === 'answer') {
        this.say({ kind: 'heard', text: words, confidence: 1 });
        return;
      }
    }
    if (draft.keys !== '') this.#keysCollected(false);
    else if (!draft.hearing.speaking) this.timer('silence', draft.listening.silenceMs);
  }

  #leave(next: Next): void {
    this.draft.next = null;
    if (next.kind === 'transfer') {
      this.effects.push({ kind: 'transfer', skill: next.skill, summary: next.summary });
      return;
    }
    this.draft.over = true;
    this.effects.push({ kind: 'hang-up', reason: next.reason, outcome: next.outcomeHint });
  }

  key(digit: string): void {
    const { draft } = this;
    if (draft.over || draft.next) return;
    draft.keys += digit;
    this.timer('silence', null);
    if (draft.plays.length === 0 && draft.listening) this.#keysCollected(false);
  }

  /** Gives collected keys to the dialogue when they are complete, or when the next one is late. */
  #keysCollected(late: boolean): void {
    const { draft } = this;
    const wanted = draft.listening?.keys;
    if (!wanted) {
      draft.keys = '';
      if (draft.listening) this.timer('silence', draft.listening.silenceMs);
      return;
    }
    const terminated = wanted.terminator !== null && draft.keys.endsWith(wanted.terminator);
    const complete = terminated || draft.keys.length >= wanted.maxDigits;
    if (!complete && !late) {
      this.timer('keys', wanted.timeoutMs);
      return;
    }
    const digits =
      terminated && wanted.terminator !== null ? draft.keys.slice(0, -wanted.terminator.length) : draft.keys;
    draft.keys = '';
    draft.listening = null;
    draft.turn += 1;
    this.timer('keys', null);
    this.say({ kind: 'keys', digits, complete });
  }

  silence(): void {
    if (!this.draft.listening || this.draft.plays.length > 0 || this.draft.hearing.speaking) return;
    this.draft.listening = null;
    this.say({ kind: 'silence' });
  }

  keysLate(): void {
    if (this.draft.keys !== '' && this.draft.listening) this.#keysCollected(true);
  }

  /** Starts the wait that ends the turn, from the last voiced frame and what was heard so far. */
  awaitEndpoint(): void {
    const { hearing } = this.draft;
    if (hearing.speaking || hearing.finishedAtMs !== null) return;
    if (hearing.lastVoicedAtMs === 0) {
      this.timer('endpoint', textAlonePauseMs);
      return;
    }
    this.timer('endpoint', Math.max(0, hearing.lastVoicedAtMs + this.#endpointMs() - this.nowMs));
  }

  #endpointMs(): number {
    const words = this.draft.hearing.text || this.draft.hearing.partial;
    const answered = words === '' ? 'unknown' : answersQuestion(this.context.script, this.draft.memory, words);
    return this.context.endpointWaitMs({ answered });
  }

  /** The pause was long enough. Words may still be on their way: they are waited for a moment. */
  endOfTurn(): void {
    const { draft } = this;
    if (draft.hearing.speaking) return;
    if (
      draft.hearing.text === '' &&
      (this.context.hears.recognizer || this.context.hears.text) &&
      draft.hearing.finishedAtMs === null
    ) {
      draft.hearing = { ...draft.hearing, finishedAtMs: this.nowMs };
      this.effects.push({ kind: 'media', command: { kind: 'finish-turn', legId: this.context.legId } });
      this.timer('final', finalWaitMs);
      return;
    }
    this.turnHeard();
  }

  /** The turn is over and its words, if any, are known. */
  turnHeard(): void {
    const { draft } = this;
    const { hearing } = draft;
    draft.hearing = nothingHeard;
    this.timer('endpoint', null);
    this.timer('final', null);
    const text = hearing.text.trim();
    if (text === '') {
      this.#soundWithoutWords(hearing);
      return;
    }
    draft.turn += 1;
    const durationMs = Math.max(0, hearing.lastVoicedAtMs - hearing.startedAtMs);
    this.tell({
      kind: 'customer-said',
      turn: draft.turn,
      node: draft.node,
      text,
      confidence: hearing.confidence,
      via: hearing.via,
      offsetMs: hearing.offsetMs,
      durationMs,
    });
    if (hearing.lastVoicedAtMs > 0) {
      const endpointMs = (hearing.finishedAtMs ?? this.nowMs) - hearing.lastVoicedAtMs;
      const recognizerMs = hearing.finishedAtMs === null ? null : this.nowMs - hearing.finishedAtMs;
      this.effects.push({
        kind: 'turn-decided',
        turn: draft.turn,
        lastVoicedAtMs: hearing.lastVoicedAtMs,
        endpointMs,
        recognizerMs,
      });
    }
    if (draft.plays.length > 0 || draft.next) {
      draft.overTalk = `${draft.overTalk}${text}`;
      return;
    }
    this.#interruptionWasReal();
    draft.listening = null;
    this.timer('silence', null);
    this.say({ kind: 'heard', text, confidence: hearing.confidence });
  }

  #interruptionWasReal(): void {
    const { interrupted } = this.draft;
    if (!interrupted) return;
    this.draft.interrupted = null;
    const { memory, moves } = advance(this.context.script, this.draft.memory, {
      kind: 'said',
      sayId: interrupted.play.say.sayId,
      completed: false,
      spokenText: interrupted.spokenText,
    });
    this.draft.memory = memory;
    for (const move of moves) this.#perform(move, false);
  }

  #soundWithoutWords(hearing: Hearing): void {
    const { draft } = this;
    if (draft.interrupted) {
      const { play } = draft.interrupted;
      draft.interrupted = null;
      const again: Play = { ...play, playId: `${play.playId}+` };
      draft.plays = [...draft.plays, again];
      const items = [{ text: play.say.text, voice: play.say.voice, audioFile: play.say.audio }];
      this.effects.push({
        kind: 'media',
        command: { kind: 'play', legId: this.context.legId, playId: again.playId, items, bargeIn: play.say.bargeIn },
      });
      return;
    }
    const hearsWords = this.context.hears.text || this.context.hears.recognizer;
    if (hearsWords && hearing.voicedMs >= shortestUtteranceMs && draft.listening && draft.plays.length === 0) {
      draft.listening = null;
      draft.turn += 1;
      this.say({ kind: 'heard', text: '', confidence: 0 });
      return;
    }
    this.settle();
  }

  playEnded(event: Extract<MediaEvent, { kind: 'play-ended' }>): void {
    const { draft } = this;
    const play = draft.plays.find(({ playId }) => playId === event.playId);
    if (!play) return;
    draft.plays = draft.plays.filter((other) => other !== play);
    const { say, offsetMs, provider, cached } = play;
    this.tell({
      kind: 'robot-said',
      turn: draft.turn,
      node: say.node,
      text: say.text,
      spokenText: event.spokenText,
      completed: event.completed,
      offsetMs,
      durationMs: event.spokenMs,
      provider,
      cached,
    });
    if (event.failure !== null) this.tell({ kind: 'degraded', what: 'synthesizer', reason: event.failure });
    const cut = event.interruption;
    if (cut?.by === 'speech' && (event.spokenMs > 0 || !draft.interrupted)) {
      draft.interrupted ??= { play, spokenText: event.spokenText };
      if (event.spokenMs > 0) this.#tellBargeIn(say, cut);
      return;
    }
    if (draft.interrupted) return;
    this.say({ kind: 'said', sayId: say.sayId, completed: event.completed, spokenText: event.spokenText });
  }

  #tellBargeIn(
    say: Play['say'],
    cut: { readonly startedAtMs: number; readonly decidedAtMs: number; readonly stoppedAtMs: number },
  ): void {
    const minimumSpeechMs = 'minSpeechMs' in say.bargeIn ? say.bargeIn.minSpeechMs : 0;
    this.tell({
      kind: 'barged-in',
      turn: this.draft.turn + 1,
      detectionMs: cut.decidedAtMs - cut.startedAtMs,
      stopMs: cut.stoppedAtMs - cut.startedAtMs,
      minimumSpeechMs,
    });
  }
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
    keys: '',
    interrupted: null,
    overTalk: '',
    over: false,
  };
}

/** Takes `text` on, backspaces (U+0008, RFC 4103 §3.6 by T.140) included. */
export function appendText(before: string, text: string): string {
  let after = before;
  for (const character of text) {
    if (character === '\b') after = [...after].slice(0, -1).join('');
    else if (character !== '\uFEFF') after += character;
  }
  return after;
}

function heardMedia(turn: Turn, event: MediaEvent): void {
  const { draft } = turn;
  switch (event.kind) {
    case 'speech-started':
      draft.hearing = {
        ...draft.hearing,
        speaking: true,
        startedAtMs: draft.hearing.startedAtMs || event.startedAtMs,
        offsetMs: draft.hearing.startedAtMs ? draft.hearing.offsetMs : event.offsetMs,
        finishedAtMs: null,
      };
      turn.timer('endpoint', null);
      turn.timer('final', null);
      if (turn.context.hears.text || turn.context.hears.recognizer) turn.timer('silence', null);
      return;
    case 'speech-paused':
      draft.hearing = {
        ...draft.hearing,
        speaking: false,
        lastVoicedAtMs: event.lastVoicedAtMs,
        voicedMs: draft.hearing.voicedMs + (event.lastVoicedAtMs - event.startedAtMs),
      };
      turn.awaitEndpoint();
      return;
    case 'text':
      draft.hearing = {
        ...draft.hearing,
        text: appendText(draft.hearing.text, event.text),
        via: 'real-time-text',
        offsetMs: draft.hearing.offsetMs || event.offsetMs,
      };
      turn.timer('silence', null);
      if (draft.hearing.finishedAtMs === null) turn.awaitEndpoint();
      else turn.turnHeard();
      return;
    case 'partial':
      draft.hearing = { ...draft.hearing, partial: event.text, via: 'speech' };
      turn.awaitEndpoint();
      return;
    case 'final':
      draft.hearing = {
        ...draft.hearing,
        text: `${draft.hearing.text}${event.text}`,
        partial: '',
        via: 'speech',
        confidence: event.confidence,
      };
      if (draft.hearing.finishedAtMs === null) turn.awaitEndpoint();
      else turn.turnHeard();
      return;
    case 'key':
      turn.tell({
        kind: 'key-pressed',
        digit: event.digit,
        via: event.via,
        secret: event.digit === '*' && (draft.listening?.keys?.secret ?? false),
        offsetMs: event.offsetMs,
      });
      turn.key(event.digit);
      return;
    case 'play-started':
      draft.plays = draft.plays.map((play) =>
        play.playId === event.playId
          ? { ...play, offsetMs: event.offsetMs, provider: event.provider, cached: event.cached }
          : play,
      );
      return;
    case 'play-ended':
      turn.playEnded(event);
      return;
    default:
      return;
  }
}

/** One step of the conversation at `nowMs` (monotonic). */
export function converse(
  context: ConversationContext,
  state: Conversation,
  input: ConversationInput,
  nowMs: number,
): ConversationStep {
  const turn = new Turn(context, state, nowMs);
  if (state.over) return { state, effects: [] };
  switch (input.kind) {
    case 'dialogue':
      turn.say(input.input);
      break;
    case 'media':
      heardMedia(turn, input.event);
      break;
    case 'function-result':
      turn.tell({
        kind: 'function-called',
        name: input.name,
        ok: input.result.ok,
        usedFallback: !input.result.ok,
        tookMs: input.tookMs,
      });
      turn.say({ kind: 'function-result', key: input.key, result: input.result });
      break;
    case 'timer':
      if (input.timer === 'silence') turn.silence();
      else if (input.timer === 'keys') turn.keysLate();
      else if (input.timer === 'endpoint') turn.endOfTurn();
      else turn.turnHeard();
  }
  return { state: turn.draft, effects: turn.effects };
}
