import { systemClock } from '../../foundation/clock.ts';
import { measureOnce } from '../models/measured-speed.ts';
import { openModel } from '../models/open-model.ts';
import { recognizerEngine } from '../recognizer/recognizer-engine.ts';
import { sherpaDecoder } from '../recognizer/sherpa-decoder.ts';
import { murmur, murmurMs } from '../recognizer/murmur.ts';
import { runEngine, thisProcess } from './engine-program.ts';

// Arguments: socket path, the model's folder, hotwords as JSON.
const [socketPath = '', modelFolder = '', hotwords = '[]'] = process.argv.slice(2);
const load = async () => {
  const model = await openModel(modelFolder);
  const decoder = sherpaDecoder(model, JSON.parse(hotwords) as string[]);
  return {
    name: decoder.name,
    engine: recognizerEngine(decoder),
    warmUp: () =>
      measureOnce(model.folder, systemClock, () => {
        const stream = decoder.createStream();
        decoder.accept(stream, murmur());
        while (decoder.isReady(stream)) decoder.decode([stream]);
        return Promise.resolve(murmurMs);
      }),
  };
};
await runEngine({ load, eager: false }, socketPath, thisProcess());
