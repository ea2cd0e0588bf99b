import { sileroDetector } from '../vad/silero-detector.ts';
import { assertSha256, sileroSha256 } from '../vad/silero-file.ts';
import { voiceDetectorEngine } from '../vad/voice-detector-engine.ts';
import { runEngine, thisProcess } from './engine-program.ts';

/** Voices that are heard at a time: an eighth of a core. */
const usualVoices = 48;

// Arguments: socket path, path of Silero's file, and where it is to be measured another number of voices.
const [socketPath = '', modelPath = '', mostVoices = usualVoices] = process.argv.slice(2);
const load = async () => {
  await assertSha256(modelPath, sileroSha256);
  return { name: 'silero', engine: voiceDetectorEngine(sileroDetector(modelPath), Number(mostVoices)) };
};
await runEngine({ load, eager: false }, socketPath, thisProcess());
