import { CodedError } from '../../foundation/errors.ts';
import { readInstalledModel, verifyModel } from '../models/installed-model.ts';
import { recognizerEngine } from '../recognizer/recognizer-engine.ts';
import { sherpaDecoder } from '../recognizer/sherpa-decoder.ts';
import { runEngine, thisProcess } from './engine-program.ts';

// Arguments: socket path, the model's folder, hotwords as JSON.
const [socketPath = '', modelFolder = '', hotwords = '[]'] = process.argv.slice(2);
const load = async () => {
  const model = await readInstalledModel(modelFolder);
  const problems = await verifyModel(model);
  if (problems.length > 0) {
    const what = problems.map(({ file, problem }) => `${file} (${problem})`).join(', ');
    throw new CodedError('model-damaged', `model '${model.name}' is damaged: ${what}; remove it and pull it again`);
  }
  const decoder = sherpaDecoder(model, JSON.parse(hotwords) as string[]);
  return { name: decoder.name, engine: recognizerEngine(decoder) };
};
await runEngine({ load, eager: false }, socketPath, thisProcess());
