import type { MediaEvent } from '../../call/index.ts';
import type { StageLine } from '../calls/stage.ts';
import { voiceOf, type VoicemailLanguage } from './voicemail-words.ts';

/** What is said to a line by a box: the end of the last thing said matters, ends of what was hushed do not. */
export class LineVoice {
  readonly #line: Pick<StageLine, 'legId' | 'around'>;
  readonly #language: VoicemailLanguage;
  readonly #name: string;
  #count = 0;
  #playId: string | null = null;

  constructor(line: Pick<StageLine, 'legId' | 'around'>, language: VoicemailLanguage) {
    this.#line = line;
    this.#language = language;
    // Several stages may speak on one leg, one after the other.
    this.#name = `voicemail/${line.around.clock.monotonicMs()}`;
    line.around.media.send({
      kind: 'listen',
      legId: line.legId,
      detectVoice: false,
      recognizer: null,
      hotwords: [],
      language: voiceOf(language).language,
      fillers: [],
    });
  }

  /** Texts and sounds (absolute paths of wavs), one after the other. */
  say(items: readonly ({ readonly text: string } | { readonly file: string })[]): void {
    this.#playId = `${this.#name}/${++this.#count}`;
    const voice = voiceOf(this.#language);
    this.#line.around.media.send({
      kind: 'play',
      legId: this.#line.legId,
      playId: this.#playId,
      items: items.map((item) =>
        'text' in item ? { text: item.text, voice, audioFile: null } : { text: '', voice, audioFile: item.file },
      ),
      bargeIn: { mode: 'never' },
    });
  }

  hush(): void {
    if (this.#playId === null) return;
    this.#playId = null;
    this.#line.around.media.send({ kind: 'stop-play', legId: this.#line.legId });
  }

  /** What an event means to a box: what was said last is over, or a key was pressed; null for all else. */
  inputOf(event: MediaEvent): { readonly kind: 'said' } | { readonly kind: 'key'; readonly key: string } | null {
    if (!('legId' in event) || event.legId !== this.#line.legId) return null;
    if (event.kind === 'key') return { kind: 'key', key: event.typed };
    if (event.kind !== 'play-ended' || event.playId !== this.#playId) return null;
    this.#playId = null;
    return { kind: 'said' };
  }
}
