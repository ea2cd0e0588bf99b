import { join } from 'node:path';
import { NamedTimers, type MediaEvent } from '../../call/index.ts';
import type { VoicemailId, VoicemailMark } from '../../contract/voicemail.ts';
import { messageOf, unreachable } from '../../foundation/errors.ts';
import type { Stage, StageLine, StageResult } from '../calls/stage.ts';
import { boxStep, unopenedBox, type BoxEffect, type BoxInput } from './box-machine.ts';
import { LineVoice } from './line-voice.ts';
import { countsInWords, headInWords, ownerSentences, type VoicemailLanguage } from './voicemail-words.ts';

const deadlineMs = 3_000;

/**
 * Plays a box to its owner, newest message first: 1 again, 2 next, 3 deletes (and again: restores), 9 keeps as new, # ends.
 * Whose box it is must be known before: nobody is asked who they are here. `taken` says whether the box could be read.
 */
export function listenToBox(
  line: StageLine,
  { box }: { readonly box: string },
  done: (result: StageResult) => void,
): Required<Stage> {
  return new BoxListener(line, box, done);
}

class BoxListener implements Required<Stage> {
  readonly #line: StageLine;
  readonly #box: string;
  readonly #language: VoicemailLanguage;
  readonly #voice: LineVoice;
  readonly #timers: NamedTimers<'wait'>;
  readonly #done: (result: StageResult) => void;
  #state = unopenedBox;
  #marking: Promise<void> = Promise.resolve();

  constructor(line: StageLine, box: string, done: (result: StageResult) => void) {
    this.#line = line;
    this.#box = box;
    this.#done = done;
    const settings = line.house.lines.extensions.find(({ name }) => name === box)?.voicemail;
    this.#language = settings?.language ?? 'zh-CN';
    this.#voice = new LineVoice(line, this.#language);
    this.#timers = new NamedTimers(line.around.clock);
    void this.#open();
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

  async #open(): Promise<void> {
    const { tenantId, around } = this.#line;
    try {
      const asked = { tenantId, box: this.#box };
      const messages = await around.services.voicemailsOf(asked, AbortSignal.timeout(deadlineMs));
      this.#take({ kind: 'opened', messages });
    } catch (error) {
      around.logger.warn({ callId: this.#line.callId, reason: messageOf(error) }, 'a voicemail box could not be read');
      this.#take({ kind: 'away' });
    }
  }

  #take(input: BoxInput): void {
    const { state, effects } = boxStep(this.#state, input);
    this.#state = state;
    if (effects.length > 0) this.#timers.stopAll();
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: BoxEffect): void {
    const language = this.#language;
    const { clock, utcOffsetMinutes, recordingsFolder } = this.#line.around;
    switch (effect.kind) {
      case 'say-counts':
        return this.#voice.say([{ text: countsInWords(effect, language) }]);
      case 'say':
        return this.#voice.say([{ text: ownerSentences[language][effect.sentence] }]);
      case 'play':
        return this.#voice.say([
          { text: headInWords(effect.message, { atMs: clock.now(), utcOffsetMinutes }, language) },
          { file: join(recordingsFolder, effect.message.file) },
          { text: ownerSentences[language].choices },
        ]);
      case 'hush':
        return this.#voice.hush();
      case 'wait':
        return this.#timers.start('wait', effect.forMs, () => this.#take({ kind: 'timer' }));
      case 'mark':
        this.#marking = this.#marking.then(() => this.#mark(effect.voicemailId, effect.as));
        return undefined;
      case 'done':
        return this.#done({ taken: effect.opened, reason: effect.opened ? 'box listened to' : 'box away' });
      default:
        return unreachable(effect);
    }
  }

  /** What cannot be marked stays as it was: the owner hears it again. */
  async #mark(voicemailId: VoicemailId, as: VoicemailMark): Promise<void> {
    const { tenantId, callId, around } = this.#line;
    try {
      const asked = { tenantId, box: this.#box, voicemailId, as };
      await around.services.markVoicemail(asked, AbortSignal.timeout(deadlineMs));
    } catch (error) {
      around.logger.warn({ callId, as, reason: messageOf(error) }, 'a voicemail message could not be marked');
    }
  }
}
