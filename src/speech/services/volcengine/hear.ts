import { z } from 'zod';
import { speechLanguages, type SpeechLanguage } from '../../link/speech-sockets.ts';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { openPacketTurn, type PacketProtocol } from '../packet-turn.ts';
import { UnderWay } from '../under-way.ts';
import type { SocketAddress } from '../ws/service-socket.ts';
import type { TurnEvent } from '../ws/socket-turns.ts';
import { hearingRequest, readFrame, soundFrame } from './frame.ts';
import { isPermanentCode, isPermanentEnd } from './refusal.ts';

export interface VolcengineHearingSettings {
  readonly name: string;
  readonly appId: string;
  readonly accessKey: string;
  /** The service's "optimised" streaming where absent, which answers only when the text has changed. */
  readonly url?: string | undefined;
  /** What is paid for: model 1.0 by the hour where absent; `volc.seedasr.sauc.duration` is 2.0, `….concurrent` is paid by lines. */
  readonly resourceId?: string | undefined;
  readonly languages?: readonly SpeechLanguage[] | undefined;
}

const sampleRateHz = 16_000;
const firstAnswerMs = 3_000;
/** The streaming mode takes 100 tokens of hotwords in all. */
const mostHotwords = 25;
const emptySound = 45_000_002;

const sentenceSchema = z.object({ text: z.string().nullish() });
/** The document says list and shows an object. */
const heardSchema = z.object({ result: z.union([sentenceSchema, z.array(sentenceSchema)]).nullish() });

/**
 * 大模型流式语音识别 (https://www.volcengine.com/docs/6561/1354869): one WebSocket a turn, 16 kHz. Mandarin, its dialects, Cantonese and English are
 * told apart by the model itself. Confidence is not told.
 */
export function volcengineHearing(
  settings: VolcengineHearingSettings,
  { uuid }: Pick<ServiceParts, 'uuid'>,
): HearingService {
  const work = new UnderWay();
  return {
    name: settings.name,
    languages: settings.languages ?? speechLanguages,
    sampleRateHz,
    firstAnswerMs,
    open(options, turn) {
      const id = uuid();
      return openPacketTurn(new VolcengineTurn(options, id), addressOf(settings, id), turn, work);
    },
    close: async () => work.abandonAll(),
  };
}

/** One turn's frames. */
class VolcengineTurn implements PacketProtocol {
  /** 100 ms: the vendor wants packets of 100 to 200 ms. */
  readonly samplesPerPacket = sampleRateHz / 10;
  readonly greeting: readonly Uint8Array[];
  readonly isPermanent = isPermanentEnd;
  #text = '';

  constructor(options: StreamOptions, id: string) {
    this.greeting = [hearingRequest(wantedOf(options, id))];
  }

  sound(pcm: Buffer): Uint8Array {
    return soundFrame(pcm, false);
  }

  farewell(rest: Buffer): readonly Uint8Array[] {
    return [soundFrame(rest, true)];
  }

  text(): null {
    return null;
  }

  binary(bytes: Buffer): TurnEvent | 'nothing' | null {
    const frame = readFrame(bytes);
    if (frame?.kind === 'error') return this.#error(frame.code, frame.message);
    const said = frame?.kind === 'response' ? textIn(frame.value) : null;
    if (frame?.kind !== 'response' || said === null) return null;
    const changed = said !== '' && said !== this.#text;
    if (changed) this.#text = said;
    if (frame.last) return { kind: 'final', text: this.#text, confidence: 1 };
    return changed ? { kind: 'partial', text: said } : 'nothing';
  }

  #error(code: number, message: string): TurnEvent {
    if (code === emptySound) return { kind: 'final', text: this.#text, confidence: 1 };
    return { kind: 'failed', reason: `error ${code}: ${message}`, permanent: isPermanentCode(code, message) };
  }
}

function addressOf({ url, appId, accessKey, resourceId }: VolcengineHearingSettings, id: string): SocketAddress {
  return {
    url: url ?? 'wss://openspeech.bytedance.com/api/v3/sauc/bigmodel_async',
    headers: {
      'X-Api-App-Key': appId,
      'X-Api-Access-Key': accessKey,
      'X-Api-Resource-Id': resourceId ?? 'volc.bigasr.sauc.duration',
      'X-Api-Connect-Id': id,
    },
    secrets: [accessKey],
  };
}

function wantedOf({ hotwords }: StreamOptions, id: string): unknown {
  const words = hotwords.slice(0, mostHotwords).map((word) => ({ word }));
  return {
    user: { uid: id },
    audio: { format: 'pcm', codec: 'raw', rate: sampleRateHz, bits: 16, channel: 1 },
    request: {
      model_name: 'bigmodel',
      enable_itn: true,
      enable_punc: true,
      result_type: 'full',
      // A string of JSON within the JSON, as documented.
      ...(words.length > 0 && { corpus: { context: JSON.stringify({ hotwords: words }) } }),
    },
  };
}

/** The whole text of the turn so far, '' where a message has none; null for what is no answer of the service. */
function textIn(value: unknown): string | null {
  const read = heardSchema.safeParse(value);
  if (!read.success) return null;
  const { result } = read.data;
  return [result ?? []]
    .flat()
    .map((sentence) => sentence.text ?? '')
    .join('');
}
