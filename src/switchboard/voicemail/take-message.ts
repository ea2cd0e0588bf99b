import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NamedTimers, type MediaEvent } from '../../call/index.ts';
import type { VoicemailBox } from '../../contract/lines-document.ts';
import { messageOf, unreachable } from '../../foundation/errors.ts';
import type { Stage, StageLine, StageResult } from '../calls/stage.ts';
import { deliverMessage } from './deliver-messages.ts';
import { LineVoice } from './line-voice.ts';
import {
  freshMessage,
  messageStep,
  type MessageEffect,
  type MessageInput,
  type RecordedTake,
} from './message-machine.ts';
import { folderSlips, type MessageSlip, type MessageSlips } from './message-slips.ts';
import { callerSentences, type CallerSentence, type VoicemailLanguage } from './voicemail-words.ts';

/** A caller who says nothing for so long has said all. */
const endAfterSilenceMs = 8_000;
const usualMaxMs = 120_000;

export interface MessageWanted {
  /** The extension whose box it is. */
  readonly box: string;
  /** The box's own limit where absent or null. */
  readonly maxMs?: number | null;
}

/**
 * Greets the first party in the name of a box, records what it has to say, and lets it choose: 1 keeps, 2 listens, 3 records
 * again; hanging up keeps. `taken` says whether a message was left. A message that somebody spoke is not lost: its slip on
 * disk outlives this program.
 */
export function takeMessage(
  line: StageLine,
  { box, maxMs = null }: MessageWanted,
  done: (result: StageResult) => void,
): Required<Stage> {
  const settings = line.house.lines.extensions.find(({ name }) => name === box)?.voicemail;
  return new MessageTaker(line, { box, settings, maxMs: maxMs ?? settings?.maxMs ?? usualMaxMs }, done);
}

interface BoxRules {
  readonly box: string;
  readonly settings: VoicemailBox | undefined;
  readonly maxMs: number;
}

class MessageTaker implements Required<Stage> {
  readonly #line: StageLine;
  readonly #rules: BoxRules;
  readonly #language: VoicemailLanguage;
  readonly #voice: LineVoice;
  readonly #slips: MessageSlips;
  readonly #timers: NamedTimers<'wait'>;
  readonly #done: (result: StageResult) => void;
  #state = freshMessage;
  #slip: MessageSlip | null = null;
  #takeNumber = 0;
  #unsubscribe: () => void = () => undefined;

  constructor(line: StageLine, rules: BoxRules, done: (result: StageResult) => void) {
    this.#line = line;
    this.#rules = rules;
    this.#language = rules.settings?.language ?? 'zh-CN';
    this.#done = done;
    this.#voice = new LineVoice(line, this.#language);
    this.#slips = folderSlips(line.around.recordingsFolder);
    this.#timers = new NamedTimers(line.around.clock);
    this.#take({ kind: 'begin' });
  }

  heard(event: MediaEvent): void {
    const input = this.#voice.inputOf(event);
    if (input) this.#take(input);
  }

  stop(): void {
    this.#timers.stopAll();
    this.#voice.hush();
    this.#take({ kind: 'gone' });
  }

  #take(input: MessageInput): void {
    const { state, effects } = messageStep(this.#state, input);
    this.#state = state;
    if (input.kind !== 'begin' && effects.length > 0) this.#timers.stopAll();
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: MessageEffect): void {
    const { media } = this.#line.around;
    const { legId } = this.#line;
    switch (effect.kind) {
      case 'say':
        return this.#voice.say([{ text: this.#textOf(effect.sentence) }]);
      case 'replay':
        return this.#voice.say([{ file: this.#pathOf(this.#slip) }]);
      case 'hush':
        return this.#voice.hush();
      case 'beep':
        return media.send({ kind: 'play-tone', legId, tone: 'beep' });
      case 'wait':
        return this.#timers.start('wait', effect.forMs, () => this.#take({ kind: 'timer' }));
      case 'record':
        return this.#record();
      case 'end-recording':
        return media.send({ kind: 'end-message', legId });
      case 'keep':
        return this.#keep(effect.message);
      case 'discard':
        return this.#discard();
      case 'done':
        return this.#done({ taken: effect.left, reason: effect.left ? 'message left' : 'no message left' });
      default:
        return unreachable(effect);
    }
  }

  #textOf(sentence: CallerSentence): string {
    const own = sentence === 'greeting' ? this.#rules.settings?.greeting : undefined;
    return own ?? callerSentences[this.#language][sentence];
  }

  #pathOf(slip: MessageSlip | null): string {
    return join(this.#line.around.recordingsFolder, slip?.file ?? '');
  }

  #record(): void {
    const { callId, tenantId, caller, legId, around } = this.#line;
    const { media, clock } = around;
    media.send({ kind: 'play-tone', legId, tone: null });
    const name = this.#freeName();
    const slip: MessageSlip = {
      state: 'open',
      tenantId,
      callId,
      box: this.#rules.box,
      caller,
      file: `${name}.wav`,
      durationMs: 0,
      atMs: clock.now(),
      key: name,
    };
    this.#slip = slip;
    this.#write(slip);
    const file = this.#pathOf(slip);
    // The caller may be gone before the end of the recording is told: it is listened for here, not by the call.
    this.#unsubscribe = media.subscribe((event) => {
      if (event.kind !== 'message-recorded' || event.file !== file) return;
      this.#unsubscribe();
      this.#take({ kind: 'recorded', durationMs: event.durationMs, voicedMs: event.voicedMs });
    });
    media.send({ kind: 'record-message', legId, file, maxMs: this.#rules.maxMs, endAfterSilenceMs });
  }

  /** Messages of one call are numbered; a caller may leave several, in several boxes. */
  #freeName(): string {
    const { callId, around } = this.#line;
    for (;;) {
      const name = `${callId}/voicemail-${++this.#takeNumber}`;
      if (!existsSync(join(around.recordingsFolder, `${name}.wav`))) return name;
    }
  }

  #keep({ durationMs }: RecordedTake): void {
    const slip = this.#slip;
    if (!slip) return;
    this.#slip = null;
    const kept: MessageSlip = { ...slip, state: 'kept', durationMs };
    this.#write(kept);
    void deliverMessage(kept, this.#line.around);
  }

  #discard(): void {
    const slip = this.#slip;
    if (!slip) return;
    this.#slip = null;
    this.#slips.remove(slip);
    // A sound that stays costs a little room, nothing else.
    rm(this.#pathOf(slip), { force: true }).catch(() => undefined);
  }

  /** A disk that takes no slip costs the message its safety, not the caller the call. */
  #write(slip: MessageSlip): void {
    try {
      this.#slips.write(slip);
    } catch (error) {
      this.#line.around.logger.warn(
        { callId: slip.callId, reason: messageOf(error) },
        'what is known of a voicemail message could not be written down',
      );
    }
  }
}
