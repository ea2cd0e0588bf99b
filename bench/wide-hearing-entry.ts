import { isOffline } from '../src/speech/models/model-manifest.ts';
import { openModel } from '../src/speech/models/open-model.ts';
import { sherpaDecoder } from '../src/speech/recognizer/sherpa-decoder.ts';
import { sherpaOfflineDecoder } from '../src/speech/recognizer/sherpa-offline-decoder.ts';
import { lastWords } from './last-words.ts';

export interface WideQuestion {
  /** 16 kHz. */
  readonly samples: Int16Array;
}

export interface WideAnswer {
  readonly text: string;
}

/** Models of whole turns take no longer ones. */
const longestSamples = 30 * 16_000;

// Argument: the model's folder.
const model = await openModel(process.argv[2] ?? '');
const hear = isOffline(model.kind) ? await wholeTurns() : streaming();

process.on('message', (question: WideQuestion) => {
  const samples = Float32Array.from(question.samples, (sample) => sample / 32_768);
  void hear(samples).then((text) => process.send?.({ text } satisfies WideAnswer));
});

async function wholeTurns(): Promise<(samples: Float32Array) => Promise<string>> {
  const decoder = await sherpaOfflineDecoder(model);
  return async (samples) => {
    let text = '';
    for (let from = 0; from < samples.length; from += longestSamples)
      text += (await decoder.decode(samples.subarray(from, from + longestSamples), 'cmn')).text;
    return text;
  };
}

function streaming(): (samples: Float32Array) => Promise<string> {
  const decoder = sherpaDecoder(model, []);
  return (samples) => {
    const stream = decoder.createStream();
    decoder.accept(stream, samples);
    return Promise.resolve(lastWords(decoder, stream));
  };
}
