import { z } from 'zod';
import { tidyTranscript } from '../../recognizer/streaming-decoder.ts';
import type { SpeechLanguage } from '../../link/speech-sockets.ts';
import type { HearingService, HearingTurn, HeardTurn, ServiceParts } from '../hearing-service.ts';
import { openServiceSocket } from '../ws/service-socket.ts';

export interface FunAsrSettings {
  readonly name: string;
  /** Where the runtime listens: `ws://asr.internal:10095`. */
  readonly url: string;
  /** Those of its models; Mandarin where absent, which is what the published models for 8 kHz know. */
  readonly languages?: readonly SpeechLanguage[] | undefined;
}

/** Weight of a hotword for the runtime's decoder graph; its own documents use 20 to 30. */
const hotwordWeight = 20;
/** 600 ms of sound a step, with 300 ms before and after it: what its documents give as the usual one. */
const chunkSize = [5, 10, 5];
const connectWithinMs = 2_000;

/** `mode` is absent in a last message without words. What else it says we do not need. */
const resultSchema = z.object({
  mode: z.string().optional(),
  text: z.string(),
  is_final: z.boolean(),
});
type Result = z.infer<typeof resultSchema>;

/**
 * The FunASR runtime (`funasr-wss-server-2pass`), which an operator runs: no key, no bill. First words by a streaming model
 * (`2pass-online`, each message the words since the last), corrected and punctuated by a second one at pauses and at the end
 * (`2pass-offline`, in place of the words since the last correction). A turn is a connection.
 *
 * https://github.com/modelscope/FunASR/blob/main/runtime/docs/websocket_protocol.md
 */
export function funAsrHearing(
  { name, url, languages = ['cmn'] }: FunAsrSettings,
  { uuid }: Pick<ServiceParts, 'uuid'>,
): HearingService {
  const open = new Set<HearingTurn>();
  return {
    name,
    languages,
    sampleRateHz: 8_000,
    firstAnswerMs: connectWithinMs,
    open(options, heard) {
      const turn = openTurn(url, uuid(), options.hotwords, heard, () => open.delete(turn));
      open.add(turn);
      return turn;
    },
    close() {
      for (const turn of open) turn.close();
      return Promise.resolve();
    },
  };
}

function openTurn(
  url: string,
  wavName: string,
  hotwords: readonly string[],
  heard: HeardTurn,
  closed: () => void,
): HearingTurn {
  const words = new TwoPassWords();
  let finished = false;
  const socket = openServiceSocket(
    { url, headers: {}, secrets: [] },
    {
      opened: () => heard.answered?.(),
      text(text) {
        const result = resultOf(text);
        if (!result) return fail(`the FunASR server sent what is no result: ${text.slice(0, 80)}`, false);
        if (result.text.startsWith('ERROR')) return fail(result.text, true);
        const soFar = words.add(result);
        // The runtime says `is_final` once, in answer to the end of the sound.
        if (!finished || !result.is_final) return heard.partial(soFar);
        close();
        heard.final(soFar, 1);
      },
      // 401 and 403 come from what stands before the runtime, which knows no keys itself.
      ended: (end) => fail(end.reason, end.kind === 'refused' && (end.status === 401 || end.status === 403)),
    },
  );
  const close = (): void => {
    closed();
    socket.close();
  };
  const fail = (reason: string, permanent: boolean): void => {
    close();
    heard.failed(reason, permanent);
  };
  socket.sendJson({
    mode: '2pass',
    wav_name: wavName,
    wav_format: 'pcm',
    audio_fs: 8_000,
    chunk_size: chunkSize,
    is_speaking: true,
    itn: true,
    ...(hotwords.length > 0 && { hotwords: hotwordsText(hotwords) }),
  });
  return {
    send: (samples) => socket.send(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
    finish() {
      finished = true;
      socket.sendJson({ is_speaking: false });
    },
    close,
  };
}

/** JSON within JSON, as the runtime reads it: words and their weights. */
function hotwordsText(hotwords: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(hotwords.map((word) => [word, hotwordWeight])));
}

function resultOf(text: string): Result | null {
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The text of a turn, from the messages of both passes. */
class TwoPassWords {
  #corrected = '';
  #uncorrected = '';

  /** The whole text so far. */
  add({ mode, text }: Result): string {
    if (mode === '2pass-offline') {
      this.#corrected += text;
      this.#uncorrected = '';
    } else this.#uncorrected += text;
    return tidyTranscript(this.#corrected + this.#uncorrected);
  }
}
