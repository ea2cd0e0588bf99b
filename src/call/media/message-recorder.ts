import { dirname } from 'node:path';
import { formatWavHeader, frameMs, levelDbfs } from '../../audio/index.ts';
import { initialVoiceGate, stepVoiceGate, type VoiceGateState } from '../../speech/index.ts';
import type { MediaFiles } from './media-files.ts';
import type { MediaCommand, MediaEvent } from './media-messages.ts';
import { TrackWriter } from './track-writer.ts';

const bytesPerMs = 16;
const headerBytes = 44;

type MessageRecorded = Extract<MediaEvent, { kind: 'message-recorded' }>;

/** What became of a message: `durationMs` of it stand in the file. `failure`: why not all of it. */
export type RecordedMessage = Pick<MessageRecorded, 'durationMs' | 'voicedMs' | 'endedBy'> & {
  readonly failure: string | null;
};

/** One voice written to a wav file of its own until it is told to end, falls silent, or has said enough. */
export class MessageRecorder {
  readonly #writer: TrackWriter;
  readonly #maxMs: number;
  readonly #endAfterSilenceMs: number;
  readonly #ended: (message: Promise<RecordedMessage>) => void;
  #gate: VoiceGateState = initialVoiceGate;
  #durationMs = 0;
  #voicedMs = 0;
  #silentMs = 0;
  #failure: string | null = null;
  #over = false;

  /** `ended` is called once, with what resolves when the file is closed. */
  constructor(
    wanted: Pick<Extract<MediaCommand, { kind: 'record-message' }>, 'file' | 'maxMs' | 'endAfterSilenceMs'>,
    files: MediaFiles,
    ended: (message: Promise<RecordedMessage>) => void,
  ) {
    this.#maxMs = wanted.maxMs;
    this.#endAfterSilenceMs = wanted.endAfterSilenceMs;
    this.#ended = ended;
    const opening = files.makeFolder(dirname(wanted.file)).then(() => files.create(wanted.file));
    this.#writer = new TrackWriter(opening, (reason) => (this.#failure = reason));
    // Until its length is known the header claims all that may come: a message cut by a kill opens too.
    this.#writer.append(formatWavHeader(8000, 1, wanted.maxMs * bytesPerMs));
  }

  /** 20 ms of the voice; read before this returns. */
  push(samples: Int16Array, atMs: number): void {
    if (this.#over) return;
    this.#writer.append(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    this.#durationMs += frameMs;
    this.#hear(levelDbfs(samples), atMs);
    if (this.#durationMs >= this.#maxMs) this.end('limit');
    else if (this.#silentMs >= this.#endAfterSilenceMs) this.end('silence');
  }

  end(endedBy: MessageRecorded['endedBy']): void {
    if (this.#over) return;
    this.#over = true;
    this.#ended(this.#close(endedBy));
  }

  #hear(levelDb: number, atMs: number): void {
    const { state, event } = stepVoiceGate(this.#gate, { levelDb, probability: null, echo: false, atMs });
    this.#gate = state;
    // The frames that made speech certain were speech.
    if (event?.kind === 'speech-started') this.#voicedMs += atMs - state.risingAtMs;
    if (state.phase === 'speaking') this.#voicedMs += frameMs;
    this.#silentMs = state.phase === 'quiet' ? this.#silentMs + frameMs : 0;
  }

  async #close(endedBy: MessageRecorded['endedBy']): Promise<RecordedMessage> {
    const { bytes } = await this.#writer.close((written) => formatWavHeader(8000, 1, written - headerBytes));
    const durationMs = Math.max(0, (bytes - headerBytes) / bytesPerMs);
    return { durationMs, voicedMs: this.#voicedMs, endedBy, failure: this.#failure };
  }
}
