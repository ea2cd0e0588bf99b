/** What the ear makes of sound and captions: the robot's utterances. Times are those of the packets. */
export type EarEvent =
  | { readonly kind: 'began'; readonly atMs: number }
  | { readonly kind: 'speaking'; readonly spokeMs: number; readonly atMs: number }
  | {
      readonly kind: 'ended';
      readonly text: string;
      readonly startedAtMs: number;
      /** The last voiced packet or character. */
      readonly endedAtMs: number;
      /** Sound there was, in milliseconds of voiced packets. */
      readonly voicedMs: number;
    };

interface Hearing {
  readonly startedAtMs: number;
  text: string;
  lastVoicedAtMs: number | null;
  lastCharacterAtMs: number | null;
  voicedMs: number;
}

const voiceFloorDbfs = -50;
const packetMs = 20;
/** Captions may come in bursts (RFC 4103 §5.1 lets a sender wait 300 ms). */
const captionQuietMs = 350;
/** A pause inside a sentence is no end of it. */
const unfinishedExtraMs = 700;

/** Without words a pause between sentences looks like an end. */
const wordlessExtraMs = 400;

const isFinished = (text: string): boolean => /[。！？!?…~～]["”」』]?$/u.test(text.trim());

/** Applies T.140 control characters: U+0008 takes one back, line ends are spaces, U+FEFF is nothing. */
export function withCharacters(text: string, characters: string): string {
  let result = text;
  for (const character of characters) {
    if (character === '\b') result = Array.from(result).slice(0, -1).join('');
    else if (/[\r\n\u2028\u2029]/u.test(character)) result += '\n';
    else if (!/[\p{Cc}\uFEFF]/u.test(character)) result += character;
  }
  return result;
}

/**
 * Hears when the robot begins and ends to speak, by its sound and its captions together: it has ended once both have
 * been quiet for `quietMs`, later where the words stop in mid-sentence. Without a clock of its own: times are told.
 */
export class Ear {
  readonly #quietMs: number;
  #hearing: Hearing | null = null;

  constructor(quietMs: number) {
    this.#quietMs = quietMs;
  }

  get robotIsSpeaking(): boolean {
    return this.#hearing !== null;
  }

  /** One packet of sound. */
  sound(levelDbfs: number, atMs: number): readonly EarEvent[] {
    if (levelDbfs < voiceFloorDbfs) return [];
    const events = this.#begin(atMs);
    const hearing = this.#hearing as Hearing;
    hearing.lastVoicedAtMs = atMs;
    hearing.voicedMs += packetMs;
    return [...events, { kind: 'speaking', spokeMs: atMs - hearing.startedAtMs, atMs }];
  }

  /** Characters of real-time text. */
  characters(characters: string, atMs: number): readonly EarEvent[] {
    const before = this.#hearing?.text ?? '';
    const text = withCharacters(before, characters);
    if (text === before || (before === '' && text.trim() === '')) return [];
    const events = this.#begin(atMs);
    const hearing = this.#hearing as Hearing;
    hearing.text = text;
    hearing.lastCharacterAtMs = atMs;
    return events;
  }

  tick(atMs: number): readonly EarEvent[] {
    const hearing = this.#hearing;
    if (!hearing) return [];
    const extraMs = hearing.text === '' ? wordlessExtraMs : isFinished(hearing.text) ? 0 : unfinishedExtraMs;
    const quietMs = this.#quietMs + extraMs;
    if (hearing.lastVoicedAtMs !== null && atMs - hearing.lastVoicedAtMs < quietMs) return [];
    if (hearing.lastCharacterAtMs !== null && atMs - hearing.lastCharacterAtMs < Math.min(quietMs, captionQuietMs))
      return [];
    return this.#end(hearing);
  }

  /** What was being said when the call ended. */
  close(): readonly EarEvent[] {
    return this.#hearing ? this.#end(this.#hearing) : [];
  }

  #begin(atMs: number): readonly EarEvent[] {
    if (this.#hearing) return [];
    this.#hearing = { startedAtMs: atMs, text: '', lastVoicedAtMs: null, lastCharacterAtMs: null, voicedMs: 0 };
    return [{ kind: 'began', atMs }];
  }

  #end(hearing: Hearing): readonly EarEvent[] {
    this.#hearing = null;
    const endedAtMs = Math.max(hearing.lastVoicedAtMs ?? 0, hearing.lastCharacterAtMs ?? 0);
    return [
      {
        kind: 'ended',
        text: hearing.text.trim(),
        startedAtMs: hearing.startedAtMs,
        endedAtMs,
        voicedMs: hearing.voicedMs,
      },
    ];
  }
}
