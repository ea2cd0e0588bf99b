import { systemClock } from '../../foundation/clock.ts';
import { measureOnce } from '../models/measured-speed.ts';
import { openModel } from '../models/open-model.ts';
import { loadVoice } from '../sherpa-voice/load-voice.ts';
import { sherpaSpeaker } from '../sherpa-voice/sherpa-speaker.ts';
import { warmUpSentence } from '../sherpa-voice/warm-up-sentence.ts';
import { runEngine, thisProcess } from './engine-program.ts';
import { speakingEngine } from './speaking-engine.ts';

// Arguments: socket path, the model's folder.
const [socketPath = '', modelFolder = ''] = process.argv.slice(2);
const load = async () => {
  const model = await openModel(modelFolder);
  const speaker = sherpaSpeaker(await loadVoice(model));
  return {
    name: speaker.name,
    engine: speakingEngine(speaker),
    // Once in any case: the first sentence of a process is the slowest.
    warmUp: async () => {
      await warmUpSentence(speaker, model.languages);
      await measureOnce(model.folder, systemClock, () => warmUpSentence(speaker, model.languages));
    },
  };
};
await runEngine({ load, eager: true }, socketPath, thisProcess());
