import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { decodeG711, encodeG711, levelDbfs, type G711Codec } from '../../src/audio/index.ts';
import type { Clock } from '../../src/foundation/clock.ts';
import { frameSamples, voiceFloorDbfs, type SaidFrame, type Utterance } from './utterance.ts';

/** A recognition service of which only the words are made up. */
interface EmulatedService {
  readonly url: string;
  /** It knows these sounds by heart, each frame as it comes out of either law of G.711. */
  learn(utterances: readonly Utterance[]): void;
}

/** How late its words are. */
const latencyMs = 150;

const laws: readonly G711Codec[] = ['PCMA', 'PCMU'];
const frameBytes = frameSamples * 2;

/**
 * Speaks FunASR's protocol (2pass) on loopback, and says each word 150 ms after the sound in which it ends, the final 150 ms
 * after the end of the sound was said. It hears only what reaches it: what is cut off, or comes in no frame, has no words.
 */
export async function openEmulatedService(clock: Clock): Promise<EmulatedService> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const known = new Map<string, SaidFrame>();
  server.on('connection', (socket) => {
    const tell = (result: Readonly<Record<string, unknown>>): void =>
      void clock.after(latencyMs, () => socket.send(JSON.stringify(result), () => undefined));
    serve(socket, known, tell);
  });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    learn(utterances) {
      for (const utterance of utterances) learnUtterance(known, utterance);
    },
  };
}

function learnUtterance(known: Map<string, SaidFrame>, { samples, said }: Utterance): void {
  for (const [index, frame] of said.entries()) {
    const sound = samples.subarray(index * frameSamples, (index + 1) * frameSamples);
    if (!frame || levelDbfs(sound) < voiceFloorDbfs) continue;
    for (const law of laws) known.set(nameOf(pcmOf(decodeG711(law, encodeG711(law, sound)))), frame);
  }
}

/** One connection: one turn. */
function serve(
  socket: WebSocket,
  known: ReadonlyMap<string, SaidFrame>,
  tell: (result: Readonly<Record<string, unknown>>) => void,
): void {
  let pcm: Buffer = Buffer.alloc(0);
  let text = '';
  let saying: SaidFrame | null = null;
  const hear = (frame: Buffer): void => {
    const found = known.get(nameOf(frame));
    if (!found) return;
    const from = saying?.part === found.part ? saying.upTo : found.from;
    if (saying?.part === found.part && found.upTo <= from) return;
    const words = Array.from(found.part).slice(from, found.upTo).join('');
    saying = found;
    if (words === '') return;
    text += words;
    tell({ mode: '2pass-online', text: words, is_final: false });
  };
  socket.on('message', (data: RawData, isBinary) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    if (isBinary) {
      pcm = Buffer.concat([pcm, bytes]);
      for (; pcm.length >= frameBytes; pcm = pcm.subarray(frameBytes)) hear(pcm.subarray(0, frameBytes));
      return;
    }
    const message = JSON.parse(bytes.toString()) as { readonly is_speaking?: boolean };
    if (message.is_speaking === false) tell({ mode: '2pass-offline', text, is_final: true });
  });
}

const pcmOf = (samples: Int16Array): Buffer => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
const nameOf = (frame: Buffer): string => frame.toString('latin1');
