import { findSilero } from '../src/speech/vad/silero-file.ts';
import { compareCapacity, type Compared } from './capacity/compare.ts';
import { keepOffTheCore, pinning } from './capacity/pinned.ts';
import { capacityResult, figuresOf } from './capacity/verdict.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';

/** No place is refused: how many there may be is what is asked. */
const mostVoices = '100000';

export const bench: Bench = {
  method: [
    'voices that speak without end, each with a frame of 20 ms every 20 ms; the largest number of them that is judged in real time by Silero,',
    `the engine ${pinning}: it keeps real time while the sound takes no more of the core than its own length. Searched by loads that come ever`,
    'closer, to within 4 % of a whole core; ours and bare by turns, medians. detail: lateness by the clock too',
    'ours: the product’s voice detector process, asked over its socket by the product’s link',
    'bare: the same model in the same ONNX Runtime, windows of 16 voices in a run, in a plain program: no server, no link, no socket.',
    'Both bring 8 kHz to 16 kHz',
  ],
  async run({ quick, models }: BenchOptions): Promise<BenchResult> {
    const silero = findSilero();
    const installed = new Map<string, Compared>();
    if (silero !== null)
      installed.set('silero', {
        what: 'vad',
        program: 'voice-detector-entry',
        args: [silero, mostVoices],
        bare: ['silero', silero],
        firstLoad: 150,
      });
    keepOffTheCore();
    const found = await figuresOf(installed, (one) => compareCapacity(one, models, quick));
    return capacityResult(
      'vad',
      'voices at a time on one core, more is better',
      'ONNX Runtime in batches of 16',
      found,
    );
  },
};
