import { isOffline } from '../src/speech/models/model-manifest.ts';
import { findInstalledSpeech } from '../src/speech/supervisor/speech-capabilities.ts';
import { compareCapacity, type Compared } from './capacity/compare.ts';
import { keepOffTheCore, pinning } from './capacity/pinned.ts';
import { capacityResult, figuresOf } from './capacity/verdict.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';

/** No voice is refused: how many there may be is what is asked. */
const mostVoices = '1000';

export const bench: Bench = {
  method: [
    'voices that speak without end, each with a frame of 20 ms every 20 ms; the largest number of them that is recognised in real time, the',
    `engine ${pinning}: it keeps real time while the sound takes no more of the core than its own length. A number need`,
    'not be whole: 4.6 are five voices at 0.92 of real time. Searched by loads that come ever closer, to within 4 % of a whole core; ours and bare by',
    'turns, medians. detail: lateness by the clock too. --recognizer NAME: one instead of all that are installed',
    'they say 20 sentences of audio/aishell in the folder of models, which are the closed set too; voices are known from sentences before',
    'ours: the product’s recogniser process, asked over its socket by the product’s link',
    'bare: the same library and model in a plain program, guesses and batches as often: no server, no link, no socket',
  ],
  async run({ quick, models, recognizer }: BenchOptions): Promise<BenchResult> {
    const installed = [...(await installedIn(models))].filter(([name]) => name === (recognizer ?? name));
    keepOffTheCore();
    const found = await figuresOf(new Map(installed), (one) => compareCapacity(one, models, quick));
    return capacityResult(
      'asr',
      'voices at a time on one core, more is better',
      'its library in a plain program',
      found,
    );
  },
};

async function installedIn(modelFolder: string): Promise<ReadonlyMap<string, Compared>> {
  const { sherpa, models, pocketSphinx } = await findInstalledSpeech(modelFolder);
  const free = sherpa ? models.filter(({ task }) => task === 'recognizer') : [];
  return new Map<string, Compared>([
    ...free.map(({ name, kind, folder }): [string, Compared] => [
      name,
      {
        what: 'asr',
        program: isOffline(kind) ? 'offline-recognizer-entry' : 'recognizer-entry',
        args: [folder],
        bare: ['sherpa', folder],
        firstLoad: 4,
      },
    ]),
    ...(pocketSphinx.library ? pocketSphinx.models : []).map(({ name, folder }): [string, Compared] => [
      name,
      {
        what: 'asr',
        program: 'pocketsphinx-entry',
        args: [folder, mostVoices],
        bare: ['pocketsphinx', folder],
        firstLoad: 4,
      },
    ]),
  ]);
}
