import type { Engine } from '../engines/engine-server.ts';
import { speakingEngine } from '../engines/speaking-engine.ts';
import { espeakSettings, type Espeak } from './espeak-voice.ts';
import { synthesizeSentence } from './synthesize-sentence.ts';

/** eSpeak NG, speaking for all calls. */
export function synthesizerEngine(espeak: Espeak): Engine {
  return speakingEngine({
    name: espeak.name,
    say: (sentence, voice, sink) => synthesizeSentence(espeak, sentence, espeakSettings(voice), sink),
  });
}
