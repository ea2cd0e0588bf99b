import { systemClock } from '../../foundation/clock.ts';
import { denoiserEngine } from '../denoise/denoiser-engine.ts';
import { gtcrnDenoiser } from '../denoise/gtcrn.ts';
import { measureOnce } from '../models/measured-speed.ts';
import { openModel } from '../models/open-model.ts';
import { murmur, murmurMs } from '../recognizer/murmur.ts';
import { runEngine, thisProcess } from './engine-program.ts';

/** Voices that are cleaned at a time: most of a core. */
const mostVoices = 6;

// Arguments: socket path, the model's folder.
const [socketPath = '', modelFolder = ''] = process.argv.slice(2);
const load = async () => {
  const model = await openModel(modelFolder);
  // So that a bad file is known at once.
  const first = gtcrnDenoiser(model);
  return {
    name: model.name,
    engine: denoiserEngine(first, () => gtcrnDenoiser(model), mostVoices),
    warmUp: () =>
      measureOnce(model.folder, systemClock, () => {
        first.run(murmur());
        return Promise.resolve(murmurMs);
      }),
  };
};
await runEngine({ load, eager: false }, socketPath, thisProcess());
