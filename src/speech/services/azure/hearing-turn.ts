import { z } from 'zod';
import { formatWavHeader } from '../../../audio/index.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { isPermanentStatus } from '../http/status.ts';
import type { PacketProtocol } from '../packet-turn.ts';
import type { SocketEnd } from '../ws/service-socket.ts';
import type { TurnEvent } from '../ws/socket-turns.ts';
import { jsonMessage, readMessage, soundMessage, type AzureHeading, type AzureMessage } from './message.ts';

/** Who is asking, as every client has to say. */
const client = {
  context: {
    system: { name: 'Waihu', version: '1.0.0' },
    os: { platform: 'Linux', name: 'Linux', version: '1.0' },
    device: { manufacturer: 'Waihu', model: 'Waihu', version: '1.0.0' },
  },
};

const sampleRateHz = 8_000;
/** A phrase list takes no more (https://learn.microsoft.com/azure/ai-services/speech-service/improve-accuracy-phrase-list). */
const mostHotwords = 500;

const hypothesisSchema = z.object({ Text: z.string() });
const phraseSchema = z.object({
  RecognitionStatus: z.string(),
  DisplayText: z.string().nullish(),
  NBest: z.array(z.object({ Confidence: z.number().nullish(), Display: z.string().nullish() })).nullish(),
});
type Phrase = z.infer<typeof phraseSchema>;

/** What of a phrase without words is a fault (`RecognitionStatus`); the others are silence and noise. */
const faults = new Map([
  ['Error', { permanent: false }],
  ['TooManyRequests', { permanent: false }],
  ['BadRequest', { permanent: true }],
  ['Forbidden', { permanent: true }],
]);

/** WebSocket codes of a request the service could not read: the same would be refused again. */
const protocolFaults: ReadonlySet<number> = new Set([1002, 1007]);

export interface AzureTurnParts {
  /** A UUID without dashes. */
  readonly requestId: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly hotwords: readonly string[];
  /** Words of this language are written apart. */
  readonly spaced: boolean;
}

/** One turn's messages: phrases that stand, and after them what is being heard. */
export class AzureTurn implements PacketProtocol {
  /** 100 ms. */
  readonly samplesPerPacket = sampleRateHz / 10;
  readonly #parts: AzureTurnParts;
  readonly #phrases: string[] = [];
  #confidence = 1;
  #shown = '';
  #ended = false;

  constructor(parts: AzureTurnParts) {
    this.#parts = parts;
  }

  get greeting(): readonly (string | Uint8Array)[] {
    const { hotwords } = this.#parts;
    const items = hotwords.slice(0, mostHotwords).map((Text) => ({ Text }));
    const header = formatWavHeader(sampleRateHz, 1, 0);
    return [
      jsonMessage(this.#heading('speech.config'), client),
      ...(items.length > 0
        ? [jsonMessage(this.#heading('speech.context'), { dgi: { Groups: [{ Type: 'Generic', Items: items }] } })]
        : []),
      soundMessage({ ...this.#heading('audio'), contentType: 'audio/x-wav' }, header),
    ];
  }

  sound(pcm: Buffer): Uint8Array {
    return soundMessage(this.#heading('audio'), pcm);
  }

  /** Sound of no length says that no more comes. */
  farewell(rest: Buffer): readonly Uint8Array[] {
    this.#ended = true;
    return [this.sound(rest), this.sound(Buffer.alloc(0))];
  }

  binary(): null {
    return null;
  }

  text(text: string): TurnEvent | 'nothing' | null {
    const message = readMessage(text);
    if (!message) return null;
    // Of a request that is not ours there is nothing to hear.
    if (message.requestId !== '' && message.requestId.toLowerCase() !== this.#parts.requestId) return 'nothing';
    switch (message.path) {
      case 'speech.hypothesis':
      case 'speech.fragment':
        return this.#hypothesis(message);
      case 'speech.phrase':
        return this.#phrase(message);
      case 'turn.end':
        return this.#end();
      default:
        return 'nothing';
    }
  }

  isPermanent(end: SocketEnd): boolean {
    if (end.kind === 'refused') return isPermanentStatus(end.status);
    return end.kind === 'closed' && protocolFaults.has(end.code);
  }

  #heading(path: string): AzureHeading {
    return { path, requestId: this.#parts.requestId, timeMs: this.#parts.clock.now() };
  }

  #hypothesis({ body }: AzureMessage): TurnEvent | 'nothing' | null {
    const hypothesis = parsed(hypothesisSchema, body);
    return hypothesis && this.#partial(this.#joined([...this.#phrases, hypothesis.Text]));
  }

  #phrase({ body }: AzureMessage): TurnEvent | 'nothing' | null {
    const phrase = parsed(phraseSchema, body);
    if (!phrase) return null;
    const fault = faults.get(phrase.RecognitionStatus);
    if (fault) return { kind: 'failed', reason: `the service says ${phrase.RecognitionStatus}`, ...fault };
    const text = textOf(phrase);
    if (phrase.RecognitionStatus !== 'Success' || text === '') return 'nothing';
    this.#phrases.push(text);
    // The least certain phrase: a turn is as sure as its weakest part.
    this.#confidence = Math.min(this.#confidence, phrase.NBest?.[0]?.Confidence ?? 1);
    return this.#partial(this.#joined(this.#phrases));
  }

  #end(): TurnEvent {
    if (this.#ended) return { kind: 'final', text: this.#joined(this.#phrases), confidence: this.#confidence };
    return { kind: 'failed', reason: 'the service ended the turn before its sound did', permanent: false };
  }

  #partial(text: string): TurnEvent | 'nothing' {
    if (text === this.#shown) return 'nothing';
    this.#shown = text;
    return { kind: 'partial', text };
  }

  #joined(phrases: readonly string[]): string {
    return phrases.join(this.#parts.spaced ? ' ' : '');
  }
}

function textOf({ NBest, DisplayText }: Phrase): string {
  return (NBest?.[0]?.Display ?? DisplayText ?? '').trim();
}

function parsed<Shape>(schema: z.ZodType<Shape>, body: string): Shape | null {
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}
