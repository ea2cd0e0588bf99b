import { basename } from 'node:path';
import { openClosedSetModel } from '../pocketsphinx/closed-set-decoder.ts';
import { pocketSphinxEngine } from '../pocketsphinx/pocketsphinx-engine.ts';
import { runEngine, thisProcess } from './engine-program.ts';

/** Voices that are heard at a time: more would be heard late, on one core at a real-time factor of 0.06 each. */
const usualVoices = 12;

// Arguments: socket path, the model's folder, and where it is to be measured another number of voices.
const [socketPath = '', modelFolder = '', mostVoices = usualVoices] = process.argv.slice(2);
const load = async () => {
  const model = await openClosedSetModel(modelFolder);
  return { name: basename(modelFolder), engine: pocketSphinxEngine(model, Number(mostVoices)) };
};
await runEngine({ load, eager: false }, socketPath, thisProcess());
