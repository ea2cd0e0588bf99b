import { compileScript, startMemory, type CompiledScript } from '../../dialogue/index.ts';
import {
  startConversation,
  type Conversation,
  type ConversationContext,
  type ConversationEffect,
  type ConversationInput,
  type ConversationTimer,
  type Guesses,
  type Told,
} from '../conversation-state.ts';
import { converse } from '../conversation.ts';
import type { MediaCommand, MediaEvent } from '../media/media-messages.ts';
import { tinyScript } from './tiny-script.ts';

type Paused = Partial<Extract<MediaEvent, { kind: 'speech-paused' }>>;
type Interruption = Extract<MediaEvent, { kind: 'play-ended' }>['interruption'];

const script = compileScript(tinyScript);
const legId = 'call/customer';

/** An interruption by somebody who has spoken since 100 ms. */
export const cut = { by: 'speech', startedAtMs: 100, decidedAtMs: 420, stoppedAtMs: 460 } as const;

interface TableOptions {
  readonly hears: ConversationContext['hears'];
  readonly spoken: CompiledScript;
}

/** A conversation driven by hand: what each input made it do, in words. */
export class ConversationTable {
  readonly context: ConversationContext;
  state: Conversation = startConversation(startMemory(script, {}, { nowMs: 0, utcOffsetMinutes: 480 }));
  nowMs = 0;
  words: string[] = [];
  told: Told[] = [];
  guessed: Guesses | null = null;

  constructor({ hears = { text: true, recognizer: false }, spoken = script }: Partial<TableOptions> = {}) {
    this.context = {
      script: spoken,
      legId,
      hears,
      advisers: new Set(),
      endpointWaitMs: (answered) => ({ answer: 250, unknown: 600, more: 1_200 })[answered],
      looksUnfinished: (words) => words.endsWith('，'),
    };
  }

  /** No text, but a recogniser. */
  static recognized(): ConversationTable {
    return new ConversationTable({ hears: { text: false, recognizer: true } });
  }

  give(input: ConversationInput): this {
    const { state, effects } = converse(this.context, this.state, input, this.nowMs);
    this.state = state;
    this.words = effects.flatMap(inWords);
    this.told = effects.flatMap((effect) => (effect.kind === 'tell' ? [effect.event] : []));
    for (const effect of effects) if (effect.kind === 'turn-decided') this.guessed = effect.guessed;
    return this;
  }

  media(event: Partial<MediaEvent> & { kind: MediaEvent['kind'] }): this {
    return this.give({
      kind: 'media',
      event: { legId, offsetMs: this.nowMs, atMs: this.nowMs, ...event } as MediaEvent,
    });
  }

  later(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  fires(timer: ConversationTimer): this {
    return this.give({ kind: 'timer', timer });
  }

  /** Everything sent to be said is said to its end. */
  sayAll(): this {
    while (this.state.plays.length > 0) this.playEnds(true);
    return this;
  }

  playEnds(completed: boolean, interruption: Interruption = null, spokenMs = 1_000): this {
    const play = this.state.plays[0]!;
    return this.media({
      kind: 'play-ended',
      playId: play.playId,
      completed,
      spokenText: completed ? play.say.text : play.say.text.slice(0, 2),
      spokenMs,
      interruption,
      failure: null,
    });
  }

  /** The sign that an answer comes has begun, and is over. */
  signEnds(completed: boolean, interruption: Interruption = null): this {
    const { playId, say } = this.state.acknowledging!;
    this.media({ kind: 'play-started', playId, synthesisMs: 0, provider: 'scripted', cached: true });
    const spokenText = completed ? say.text : say.text.slice(0, 2);
    return this.media({
      kind: 'play-ended',
      playId,
      completed,
      spokenText,
      spokenMs: 500,
      interruption,
      failure: null,
    });
  }

  /** The customer's voice begins. */
  voiceBegins(startedAtMs = this.nowMs): this {
    return this.media({ kind: 'speech-started', startedAtMs });
  }

  /** The customer's voice, begun at `startedAtMs`, pauses. */
  voicePauses(startedAtMs: number, more: Paused = {}): this {
    return this.media({ kind: 'speech-paused', startedAtMs, lastVoicedAtMs: this.nowMs, ...more });
  }

  /** The customer speaks from `nowMs` for `forMs`, the words arriving with the sound. */
  speak(text: string, forMs = 800, more: Paused = {}): this {
    const startedAtMs = this.nowMs;
    this.voiceBegins();
    this.nowMs += forMs;
    if (text !== '') this.media({ kind: 'text', text });
    return this.voicePauses(startedAtMs, more);
  }

  /** The same; as it begins, a recogniser tells `partial`. */
  heardAs(partial: string, forMs = 800): this {
    const startedAtMs = this.nowMs;
    this.voiceBegins();
    this.media({ kind: 'partial', text: partial });
    this.nowMs += forMs;
    return this.voicePauses(startedAtMs);
  }

  final(text: string, confidence = 1): this {
    return this.media({ kind: 'final', text, confidence });
  }

  endpoint(afterMs: number): this {
    return this.later(afterMs).fires('endpoint');
  }

  answered(): this {
    return this.give({ kind: 'dialogue', input: { kind: 'answered' } });
  }

  atQuestion(): this {
    return this.answered().sayAll();
  }
}

function inWords(effect: ConversationEffect): string[] {
  switch (effect.kind) {
    case 'media':
      return commandInWords(effect.command);
    case 'timer':
      return effect.afterMs === null ? [] : [`${effect.timer} in ${effect.afterMs}`];
    case 'tell':
      if (effect.event.kind === 'customer-said') return [`customer '${effect.event.text}'`];
      return effect.event.kind === 'barged-in' ? ['barged in'] : [];
    case 'keep':
      return [];
    case 'turn-decided':
      return [`turn ${effect.turn} after ${effect.endpointMs}`];
    case 'call-function':
      return [`call ${effect.name}`];
    case 'ask-model':
      return [`ask model ${effect.key}`];
    case 'ask-opinion':
      return [`ask opinion ${effect.key}`];
    case 'transfer':
      return ['transfer'];
    case 'hang-up':
      return [`hang up ${effect.outcome}`];
  }
}

function commandInWords(command: MediaCommand): string[] {
  switch (command.kind) {
    case 'play':
      return [`${command.interject ? 'interject' : 'play'} ${command.bargeIn.mode} ${command.items[0]?.text}`];
    case 'presume':
      return [`presume ${command.items.map(({ text }) => text).join(' ')}`];
    case 'secret-keys':
      return [];
    default:
      return [command.kind];
  }
}
