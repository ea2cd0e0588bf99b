import { systemClock } from '../../foundation/clock.ts';
import { measureOnce } from '../models/measured-speed.ts';
import { openModel } from '../models/open-model.ts';
import { murmur, murmurMs } from '../recognizer/murmur.ts';
import { offlineRecognizerEngine } from '../recognizer/offline-recognizer-engine.ts';
import { sherpaOfflineDecoder } from '../recognizer/sherpa-offline-decoder.ts';
import { runEngine, thisProcess } from './engine-program.ts';

// Arguments: socket path, the model's folder.
const [socketPath = '', modelFolder = ''] = process.argv.slice(2);
const load = async () => {
  const model = await openModel(modelFolder);
  const decoder = await sherpaOfflineDecoder(model);
  return {
    name: decoder.name,
    engine: offlineRecognizerEngine(decoder),
    warmUp: () =>
      measureOnce(model.folder, systemClock, async () => {
        await decoder.decode(murmur(), model.languages[0] ?? 'cmn');
        return murmurMs;
      }),
  };
};
await runEngine({ load, eager: false }, socketPath, thisProcess());
