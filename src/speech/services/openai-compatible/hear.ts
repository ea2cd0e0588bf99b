import { z } from 'zod';
import { formatWav, joined } from '../../../audio/index.ts';
import type { SpeechLanguage } from '../../link/speech-sockets.ts';
import type { StreamOptions } from '../../link/wire.ts';
import type { HeardTurn, HearingService, HearingTurn } from '../hearing-service.ts';
import { postToService } from '../http/post-to-service.ts';
import { UnderWay } from '../under-way.ts';

/** A server with OpenAI's interface: OpenAI itself, SiliconFlow, and servers of one's own for Whisper, SenseVoice and their like. */
export interface OpenAiCompatibleHearingSettings {
  readonly name: string;
  /** Up to and with the version. OpenAI's own where absent. */
  readonly url?: string | undefined;
  /** Absent where the server asks for none. */
  readonly key?: string | undefined;
  /** OpenAI's `whisper-1` where absent. */
  readonly model?: string | undefined;
  /** Mandarin and English where absent: OpenAI's own models take no `yue`, Whisper large-v3 and SenseVoice do. */
  readonly languages?: readonly SpeechLanguage[] | undefined;
}

const sampleRateHz = 8_000;
const languageCodes = { cmn: 'zh', yue: 'yue', en: 'en' } as const;
/** OpenAI refuses less than a tenth of a second. */
const fewestSamples = sampleRateHz / 10;
/** Ten minutes: nobody's turn is as long. */
const longestTurnSeconds = 600;
const longestAnswerBytes = 1_000_000;
/** The model reads the last 224 tokens of the prompt only. */
const mostHotwords = 60;

const transcriptSchema = z.object({ text: z.string() });

/**
 * Recognition over `POST /audio/transcriptions` (https://platform.openai.com/docs/api-reference/audio/createTranscription): the whole turn is
 * sent as one wav file when it ends, so there are no partials, and confidence is not told. Hotwords go as `prompt`.
 */
export function openAiCompatibleHearing(settings: OpenAiCompatibleHearingSettings): HearingService {
  const work = new UnderWay();
  return {
    name: settings.name,
    languages: settings.languages ?? ['cmn', 'en'],
    sampleRateHz,
    open: (options, turn) => openTurn(settings, options, turn, work),
    close: async () => work.abandonAll(),
  };
}

function openTurn(
  settings: OpenAiCompatibleHearingSettings,
  options: StreamOptions,
  turn: HeardTurn,
  work: UnderWay,
): HearingTurn {
  const sound = new TurnSound();
  let listening = true;
  let abandon = (): void => undefined;
  return {
    send(samples) {
      if (!listening) return;
      sound.push(samples);
      if (sound.seconds <= longestTurnSeconds) return;
      listening = false;
      turn.failed(`a turn of more than ${longestTurnSeconds} s is not sent`, true);
    },
    finish() {
      if (!listening) return;
      listening = false;
      if (sound.seconds === 0) return turn.final('', 1);
      const form = formOf(settings, options, sound.wav());
      abandon = work.begin((over) =>
        transcribe(settings, form, {
          heard(text) {
            over();
            turn.final(text, 1);
          },
          failed(reason, permanent) {
            over();
            turn.failed(reason, permanent);
          },
        }),
      );
    },
    close() {
      listening = false;
      abandon();
    },
  };
}

/** The frames of a turn until they are a file. */
class TurnSound {
  readonly #frames: Int16Array[] = [];
  #samples = 0;

  get seconds(): number {
    return this.#samples / sampleRateHz;
  }

  push(frame: Int16Array): void {
    this.#frames.push(frame.slice());
    this.#samples += frame.length;
  }

  wav(): Uint8Array<ArrayBuffer> {
    const samples = joined([...this.#frames, new Int16Array(Math.max(0, fewestSamples - this.#samples))]);
    return Uint8Array.from(formatWav({ sampleRateHz, channels: 1, samples }));
  }
}

interface Transcribed {
  heard(text: string): void;
  failed(reason: string, permanent: boolean): void;
}

function transcribe(
  { url = 'https://api.openai.com/v1', key }: OpenAiCompatibleHearingSettings,
  body: FormData,
  answer: Transcribed,
): () => void {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const abandon = postToService(
    {
      url: `${url}/audio/transcriptions`,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      body,
      secrets: key === undefined ? [] : [key],
    },
    {
      wants: 'text',
      chunk(part) {
        bytes += part.length;
        if (bytes <= longestAnswerBytes) return void parts.push(part);
        abandon();
        answer.failed(`the service answered with more than ${longestAnswerBytes} bytes`, false);
      },
      end() {
        const text = transcriptIn(Buffer.concat(parts).toString('utf8'));
        if (text === null) answer.failed('the service answered with something that is no transcript', false);
        else answer.heard(text);
      },
      failed: (reason, permanent) => answer.failed(reason, permanent),
    },
  );
  return abandon;
}

function formOf(
  { model = 'whisper-1' }: OpenAiCompatibleHearingSettings,
  { language, hotwords }: StreamOptions,
  wav: Uint8Array<ArrayBuffer>,
): FormData {
  const form = new FormData();
  form.set('file', new Blob([wav], { type: 'audio/wav' }), 'turn.wav');
  form.set('model', model);
  form.set('language', languageCodes[language]);
  form.set('response_format', 'json');
  form.set('temperature', '0');
  if (hotwords.length > 0) form.set('prompt', hotwords.slice(0, mostHotwords).join('、'));
  return form;
}

function transcriptIn(body: string): string | null {
  try {
    return transcriptSchema.parse(JSON.parse(body)).text.trim();
  } catch {
    return null;
  }
}
