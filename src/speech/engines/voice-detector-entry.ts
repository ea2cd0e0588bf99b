import { sherpaDetector } from '../vad/sherpa-detector.ts';
import { assertSha256, sileroSha256 } from '../vad/silero-file.ts';
import { voiceDetectorEngine } from '../vad/voice-detector-engine.ts';
import { DetectorPool } from '../vad/window-detector.ts';
import { runEngine, thisProcess } from './engine-program.ts';

// Arguments: socket path, path of Silero's file.
const [socketPath = '', modelPath = ''] = process.argv.slice(2);
const load = async () => {
  await assertSha256(modelPath, sileroSha256);
  return { name: 'silero', engine: voiceDetectorEngine(new DetectorPool(sherpaDetector(modelPath), 48)) };
};
await runEngine({ load, eager: false }, socketPath, thisProcess());
