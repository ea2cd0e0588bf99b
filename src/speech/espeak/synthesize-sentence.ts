import { TelephoneDownsampler } from '../../audio/index.ts';
import type { SentenceSink } from '../engines/speaking-engine.ts';
import { readAloud, sourceOffset } from '../text/read-aloud.ts';
import type { Sentence } from '../text/sentences.ts';
import type { Espeak, EspeakSettings } from './espeak-voice.ts';
import { softLimited } from './soft-limit.ts';

/** The rate of eSpeak's voices. */
const espeakHz = 22_050;

/** Says one sentence: written text to spoken text, eSpeak, 8 kHz, level, and the pause after it. Resolves to its length in samples. */
export async function synthesizeSentence(
  espeak: Espeak,
  sentence: Sentence,
  settings: EspeakSettings,
  sink: SentenceSink,
): Promise<number> {
  const pieces = readAloud(sentence.text, settings.voice);
  const spoken = pieces.map((piece) => piece.spoken).join('');
  if (!/[\p{L}\p{N}]/u.test(spoken)) return pause(sentence, sink, 0);
  const downsampler = new TelephoneDownsampler(espeakHz);
  let sent = 0;
  const send = (samples: Float64Array): void => {
    if (samples.length === 0) return;
    sink.chunk(softLimited(samples, settings.gain));
    sent += samples.length;
  };
  await espeak.speak(spoken, settings, ({ samples, words }) => {
    for (const { textLength, atMs } of words)
      if (textLength > 0) sink.mark(sourceOffset(pieces, textLength), Math.round(atMs * 8));
    send(downsampler.push(samples));
    return sink.wanted();
  });
  send(downsampler.end());
  return pause(sentence, sink, sent);
}

function pause(sentence: Sentence, sink: SentenceSink, sent: number): number {
  sink.mark(sentence.text.length, sent);
  if (sentence.pauseMs > 0) sink.chunk(new Int16Array(sentence.pauseMs * 8));
  return sent + sentence.pauseMs * 8;
}
