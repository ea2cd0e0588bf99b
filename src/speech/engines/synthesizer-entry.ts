import { loadEspeak } from '../espeak/load-espeak.ts';
import { synthesizerEngine } from '../espeak/synthesizer-engine.ts';
import { warmUp } from '../espeak/warm-up.ts';
import { runEngine, thisProcess } from './engine-program.ts';

// Arguments: socket path.
const load = async () => {
  const espeak = await loadEspeak();
  return { name: espeak.name, engine: synthesizerEngine(espeak), warmUp: () => warmUp(espeak) };
};
await runEngine({ load, eager: true }, process.argv[2] ?? '', thisProcess());
