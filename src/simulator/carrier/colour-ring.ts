import { addTone } from '../../audio/index.ts';
import type { CallLine, OnLine } from '../line/call-line.ts';

const samplesPerFrame = 160;
const noteFrames = 20;
/** A little tune, as 彩铃 play instead of a ringing tone. */
const notesHz = [523, 659, 784, 659, 587, 698, 880, 698];

/** Music in early media until the customer picks up. Hears nothing. */
export class ColourRing implements OnLine {
  readonly #line: CallLine;
  #frame = 0;

  constructor(line: CallLine) {
    this.#line = line;
  }

  sound(): void {
    // Nobody listens.
  }

  characters(): void {
    // Nobody listens.
  }

  key(): void {
    // Nobody listens.
  }

  tick(): void {
    const samples = new Int16Array(samplesPerFrame);
    const noteHz = notesHz[Math.floor(this.#frame / noteFrames) % notesHz.length] as number;
    const spec = { frequenciesHz: [noteHz, noteHz * 2], levelDbfs: -24 };
    addTone(samples, spec, (this.#frame % noteFrames) * samplesPerFrame, 8000);
    this.#frame++;
    this.#line.send(samples, '');
  }

  close(): void {
    this.#frame = 0;
  }
}
