import { addTone } from '../../audio/index.ts';
import type { CallLine, OnLine } from '../line/call-line.ts';
import { customerTonesHz, ToneWatch } from '../line/tone-watch.ts';

const samplesPerFrame = 160;
const frameMs = 20;
const toneLevelDbfs = -16;
/** A customer plays its tone for three seconds once it hears ours; those who end the talk do so then. */
const staysAfterHearingMs = 4_500;
const staysUnheardMs = 12_000;

/** A person of the carrier in a call: plays a pure tone, listens for the customer's, hangs up some time after. */
export class SeatOnLine implements OnLine {
  readonly #line: CallLine;
  readonly #toneHz: number;
  readonly #heard: (toneHz: number) => void;
  readonly #hangUp: () => void;
  readonly #toneWatch = new ToneWatch(customerTonesHz);
  #frame = 0;
  #heardAtFrame: number | null = null;
  #closed = false;

  constructor(line: CallLine, toneHz: number, heard: (toneHz: number) => void, hangUp: () => void) {
    this.#line = line;
    this.#toneHz = toneHz;
    this.#heard = heard;
    this.#hangUp = hangUp;
  }

  sound(samples: Int16Array): void {
    const toneHz = this.#toneWatch.hear(samples);
    if (toneHz === null || this.#heardAtFrame !== null) return;
    this.#heardAtFrame = this.#frame;
    this.#heard(toneHz);
  }

  characters(): void {
    // Its telephone shows no text.
  }

  key(): void {
    // Keys mean nothing to it.
  }

  tick(): void {
    if (this.#closed) return;
    const samples = new Int16Array(samplesPerFrame);
    addTone(samples, { frequenciesHz: [this.#toneHz], levelDbfs: toneLevelDbfs }, this.#frame * samplesPerFrame, 8000);
    this.#line.send(samples, '');
    this.#frame++;
    const stayedMs = (this.#frame - (this.#heardAtFrame ?? 0)) * frameMs;
    if (stayedMs >= (this.#heardAtFrame === null ? staysUnheardMs : staysAfterHearingMs)) this.#hangUp();
  }

  close(): void {
    this.#closed = true;
  }
}
