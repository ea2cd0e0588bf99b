import { advance, answersQuestion, type DialogueInput, type Move } from '../dialogue/index.ts';
import { estimateEmotion, judgeInterruption, learnVoice, textToResume, turnSound } from '../speech/index.ts';
import {
  nothingHeard,
  robotSaid,
  type Conversation,
  type ConversationContext,
  type ConversationEffect,
  type ConversationTimer,
  type Hearing,
  type Next,
  type Play,
  type Told,
} from './conversation-state.ts';
import type { MediaEvent } from './media/media-messages.ts';

/** Real-time text without any sound ends a turn after this pause, since nothing else can. */
const textAlonePauseMs = 1_200;
/** How long a recogniser, or late text, is waited for once the turn is over. */
const finalWaitMs = 400;
/** Sound without words shorter than this is a cough, not an answer. */
const shortestUtteranceMs = 600;

/** A comma and a character or two: a clause has begun, whatever the words before it answer. */
const clauseBegun = /[,，、；;][^,，、；;。.！!？?]{1,2}$/u;
/** After this many interruptions that were none the sentence is said to its end. */
const mostFalseInterruptions = 1;

type Draft = { -readonly [Key in keyof Conversation]: Conversation[Key] };

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
        const play: Play = {
          playId: move.sayId,
          say: move,
          offsetMs: 0,
          provider: '',
          cached: false,
          falseInterruptions: 0,
          saidBefore: '',
        };
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
        this.draft.node = move.node;
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
    else if (fact.kind === 'script-fault')
      this.tell({ kind: 'degraded', what: 'script', reason: `node '${fact.node}': ${fact.reason}` });
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
    const policyMs = this.#endpointMs();
    this.draft.hearing = { ...hearing, policyMs };
    this.timer('endpoint', Math.max(0, hearing.lastVoicedAtMs + policyMs - this.nowMs));
  }

  #endpointMs(): number {
    const words = this.draft.hearing.text || this.draft.hearing.partial;
    if (words === '') return this.context.endpointWaitMs({ answered: 'unknown' });
    if (this.context.looksUnfinished(words)) return this.context.endpointWaitMs({ answered: 'more' });
    const answered = clauseBegun.test(words)
      ? 'unknown'
      : answersQuestion(this.context.script, this.draft.memory, words);
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
    this.#measure(text, hearing);
    if (draft.plays.length > 0 || draft.next) {
      draft.overTalk = `${draft.overTalk}${text}`;
      return;
    }
    if (this.#isNoInterruption(hearing)) return this.#resume();
    this.#interruptionWasReal();
    if (hearing.lastVoicedAtMs > 0) {
      const endpointMs = (hearing.finishedAtMs ?? this.nowMs) - hearing.lastVoicedAtMs;
      const recognizerMs = hearing.finishedAtMs === null ? null : this.nowMs - hearing.finishedAtMs;
      this.effects.push({
        kind: 'turn-decided',
        turn: draft.turn,
        lastVoicedAtMs: hearing.lastVoicedAtMs,
        endpointMs,
        policyMs: hearing.policyMs,
        recognizerMs,
      });
    }
    draft.listening = null;
    this.timer('silence', null);
    this.say({ kind: 'heard', text, confidence: hearing.confidence });
  }

  /** Only a calm turn teaches how the customer speaks. */
  #measure(text: string, hearing: Hearing): void {
    const { draft } = this;
    const sound = hearing.sound && turnSound(hearing.sound, text);
    const emotion = estimateEmotion(text, sound, draft.usualVoice);
    if (sound && emotion.emotion === 'neutral') draft.usualVoice = learnVoice(draft.usualVoice, sound);
    this.tell({ kind: 'turn-measured', turn: draft.turn, sound, emotion });
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
    const hearsWords = this.context.hears.text || this.context.hears.recognizer;
    if (draft.interrupted && (!hearsWords || this.#isNoInterruption(hearing))) return this.#resume();
    this.#interruptionWasReal();
    if (hearsWords && hearing.voicedMs >= shortestUtteranceMs && draft.listening && draft.plays.length === 0) {
      draft.listening = null;
      draft.turn += 1;
      this.say({ kind: 'heard', text: '', confidence: 0 });
      return;
    }
    this.settle();
  }

  #isNoInterruption({ voicedMs, text }: Hearing): boolean {
    const { fillers } = this.context.script.document;
    return this.draft.interrupted !== null && judgeInterruption({ voicedMs, text, fillers }) === 'resume';
  }

  /** Goes on at the sentence that was cut; a recording has no sentences, and is played anew. */
  #resume(): void {
    const { draft } = this;
    if (!draft.interrupted) return;
    const { play, spokenText } = draft.interrupted;
    const { text, voice, audio } = play.say;
    draft.interrupted = null;
    const rest = audio === null ? textToResume(text, spokenText) : text;
    const again: Play = {
      ...play,
      playId: `${play.playId}+`,
      falseInterruptions: play.falseInterruptions + 1,
      saidBefore: text.slice(0, text.length - rest.length),
    };
    const bargeIn = again.falseInterruptions > mostFalseInterruptions ? ({ mode: 'never' } as const) : play.say.bargeIn;
    draft.plays = [...draft.plays, again];
    this.effects.push({
      kind: 'media',
      command: {
        kind: 'play',
        legId: this.context.legId,
        playId: again.playId,
        items: [{ text: rest, voice, audioFile: audio }],
        bargeIn,
      },
    });
  }

  playEnded(event: Extract<MediaEvent, { kind: 'play-ended' }>): void {
    const { draft } = this;
    const play = draft.plays.find(({ playId }) => playId === event.playId);
    if (!play) return;
    draft.plays = draft.plays.filter((other) => other !== play);
    const { say } = play;
    this.tell(robotSaid(play, event, draft.turn));
    if (event.failure !== null) this.tell({ kind: 'degraded', what: 'synthesizer', reason: event.failure });
    const cut = event.interruption;
    const spokenText = play.saidBefore + event.spokenText;
    if (cut?.by === 'speech' && (event.spokenMs > 0 || !draft.interrupted)) {
      draft.interrupted ??= { play, spokenText };
      if (event.spokenMs > 0) this.#tellBargeIn(say, cut);
      return;
    }
    if (draft.interrupted) return;
    this.say({ kind: 'said', sayId: say.sayId, completed: event.completed, spokenText });
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
