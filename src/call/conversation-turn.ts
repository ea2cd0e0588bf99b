import { advance, answersQuestion, withoutSecrets, type DialogueInput, type Move } from '../dialogue/index.ts';
import type { EachWithout } from '../foundation/each-without.ts';
import {
  playOf,
  type Conversation,
  type ConversationContext,
  type ConversationEffect,
  type ConversationTimer,
  type Next,
  type Play,
  type Told,
} from './conversation-state.ts';
import type { MediaCommand, PlayItem } from './media/media-messages.ts';

type Draft = { -readonly [Key in keyof Conversation]: Conversation[Key] };
type LegCommand = Extract<MediaCommand, { legId: string }>;
/** A command to this conversation's leg, which it need not name. */
type OwnCommand = EachWithout<LegCommand, 'legId'>;

/** What is said of a move of the dialogue: its words, by its voice or its recording. */
export function itemOf({ text, voice, audio }: Pick<Play['say'], 'text' | 'voice' | 'audio'>): PlayItem {
  return { text, voice, audioFile: audio };
}

/** What belongs to an answer that is owed already. */
const goesOn: ReadonlySet<DialogueInput['kind']> = new Set([
  'said',
  'function-result',
  'model-sentence',
  'model-done',
  'model-failed',
]);

/** One step of a conversation in the making: a draft of the next state, and the effects so far. */
export class Turn {
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

  media(command: OwnCommand): void {
    this.effects.push({ kind: 'media', command: { ...command, legId: this.context.legId } as LegCommand });
  }

  /** Gives `input` to the dialogue and carries out its moves. */
  say(input: DialogueInput): void {
    const { draft } = this;
    if (input.kind === 'heard' || input.kind === 'keys') draft.answerOwed = true;
    else if (!goesOn.has(input.kind)) draft.answerOwed = false;
    this.advance(input);
    this.settle();
  }

  /** One step of the dialogue: it is kept, and its moves are carried out. */
  advance(input: DialogueInput): void {
    const { script } = this.context;
    const before = this.draft.memory;
    const { memory, moves, understanding } = advance(script, before, input);
    this.draft.memory = memory;
    const { classifier } = script.others.get(before.scriptId) ?? script;
    const step = withoutSecrets(script, [before, memory], { input, moves });
    this.effects.push({ kind: 'keep', step, understanding, learnt: classifier !== null });
    this.#performAll(moves);
  }

  #performAll(moves: readonly Move[]): void {
    const leaving = moves.some((move) => move.kind === 'hang-up' || move.kind === 'transfer');
    for (const move of moves) this.#perform(move, leaving);
  }

  #perform(move: Move, leaving: boolean): void {
    switch (move.kind) {
      case 'say': {
        const play = playOf(move);
        this.draft.plays = [...this.draft.plays, play];
        this.draft.listening = null;
        this.timer('silence', null);
        const bargeIn = leaving ? ({ mode: 'never' } as const) : move.bargeIn;
        this.media({ kind: 'play', playId: play.playId, items: [itemOf(move)], bargeIn });
        return;
      }
      case 'listen':
        this.draft.node = move.node;
        this.draft.listening = move;
        this.draft.keys = '';
        this.media({ kind: 'secret-keys', on: move.keys?.secret ?? false });
        return;
      case 'call-function':
        this.effects.push({
          kind: 'call-function',
          key: move.key,
          name: move.name,
          args: move.args,
          timeoutMs: move.timeoutMs,
          web: move.web,
        });
        return;
      case 'ask-model':
        this.draft.listening = null;
        this.draft.held = [];
        this.timer('silence', null);
        this.effects.push({ kind: 'ask-model', key: move.key, request: move.request });
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
    else if (fact.kind === 'answer-withheld') this.tell({ ...fact, turn: this.draft.turn });
    else if (fact.kind === 'answer-cited') this.tell({ ...fact, turn: this.draft.turn, passages: [...fact.passages] });
    else if (fact.kind === 'model-failed')
      this.tell({ kind: 'degraded', what: 'language-model', reason: `node '${fact.node}': ${fact.reason}` });
    else if (fact.kind === 'script-fault')
      this.tell({ kind: 'degraded', what: 'script', reason: `node '${fact.node}': ${fact.reason}` });
    else this.tell(fact);
  }

  /** Where all sentences are over: goes on to what follows them. */
  settle(): void {
    const { draft } = this;
    if (draft.over || draft.plays.length > 0 || draft.interrupted || draft.acknowledging) return;
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
}
