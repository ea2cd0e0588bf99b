import { TelephoneDownsampler } from '../src/audio/index.ts';
import { espeakSettings } from '../src/speech/espeak/espeak-voice.ts';
import { loadEspeak } from '../src/speech/espeak/load-espeak.ts';
import { openModel } from '../src/speech/models/open-model.ts';
import { loadVoice } from '../src/speech/sherpa-voice/load-voice.ts';
import { spokenText, type Spoken } from './capacity/texts.ts';

/** Speaks one text; its samples at 8 kHz. */
type Speak = (text: string) => Promise<number>;

// Argument: the folder of a voice's model; none: eSpeak NG.
const [folder] = process.argv.slice(2);
const speak = folder === undefined ? await espeak() : await sherpa(folder);

process.on('disconnect', () => process.exit());
process.on('message', ({ texts }: { readonly texts: number }) => {
  void (async () => {
    let [characters, samples] = [0, 0];
    for (let number = 0; number < texts; number++) {
      const text = spokenText(number);
      const spoken = await speak(text);
      samples += spoken;
      characters += text.length;
    }
    process.send?.({ characters, samples } satisfies Spoken);
  })();
});
process.send?.({ kind: 'ready', name: 'bare' });

async function espeak(): Promise<Speak> {
  const library = await loadEspeak();
  const settings = espeakSettings({ language: 'cmn', emotion: 'neutral', speed: 1, pitch: 1 });
  return async (text) => {
    const down = new TelephoneDownsampler(22_050);
    let samples = 0;
    await library.speak(text, settings, (chunk) => {
      samples += down.push(chunk.samples).length;
      return true;
    });
    return samples + down.end().length;
  };
}

async function sherpa(modelFolder: string): Promise<Speak> {
  const voice = await loadVoice(await openModel(modelFolder));
  return async (text) => {
    const down = new TelephoneDownsampler(voice.sampleRateHz);
    let samples = 0;
    await voice.speak(text, { speaker: 0, speed: 1 }, (chunk) => {
      samples += down.push(Float64Array.from(chunk, (sample) => sample * 32_768)).length;
      return true;
    });
    return samples + down.end().length;
  };
}
