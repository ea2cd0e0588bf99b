import { TelephoneDownsampler } from '../../audio/index.ts';
import type { Voice } from '../../contract/script-document.ts';
import type { SentenceSink, Speaker } from '../engines/speaking-engine.ts';
import { softLimited } from '../espeak/soft-limit.ts';
import { readAloud, sourceOffset } from '../text/read-aloud.ts';
import type { Sentence } from '../text/sentences.ts';
import type { OfflineVoice } from './offline-voice.ts';
import { SpeechLeveller } from './speech-leveller.ts';
import { voiceSettings } from './voice-settings.ts';

/** A mark every so many characters: such models say no more than where their sound ends. */
const charactersPerMark = 4;

/**
 * A neural voice as a speaker of the telephone: numbers written out, 8 kHz, −16 dBFS. Marks inside a sentence are
 * estimates, as if every character took the same time.
 */
export function sherpaSpeaker(voice: OfflineVoice): Speaker {
  const levellers = new Map<number, SpeechLeveller>();
  return {
    name: voice.name,
    async say(sentence, wanted, sink) {
      const settings = voiceSettings(wanted, voice.speakers);
      const leveller = levellers.get(settings.speaker) ?? new SpeechLeveller();
      levellers.set(settings.speaker, leveller);
      return saySentence(voice, sentence, { language: wanted.language, ...settings, leveller }, sink);
    },
  };
}

async function saySentence(
  voice: OfflineVoice,
  sentence: Sentence,
  how: Pick<Voice, 'language' | 'speed'> & { readonly speaker: number; readonly leveller: SpeechLeveller },
  sink: SentenceSink,
): Promise<number> {
  const pieces = readAloud(sentence.text, how.language);
  const spoken = pieces.map((piece) => piece.spoken).join('');
  const pauseSamples = sentence.pauseMs * 8;
  let sent = 0;
  if (/[\p{L}\p{N}]/u.test(spoken)) {
    const downsampler = new TelephoneDownsampler(voice.sampleRateHz);
    const send = (samples: Float64Array): void => {
      if (samples.length === 0 || !sink.wanted()) return;
      sink.chunk(softLimited(samples, how.leveller.gainFor(samples)));
      sent += samples.length;
    };
    await voice.speak(spoken, { speaker: how.speaker, speed: how.speed }, (samples) => {
      send(downsampler.push(Float64Array.from(samples, (sample) => sample * 32_768)));
      return sink.wanted();
    });
    send(downsampler.end());
    // The model knows no sound for it: left out, pause and all. A text that is left out whole fails.
    if (sent === 0) return 0;
    for (let at = charactersPerMark; at < spoken.length; at += charactersPerMark)
      sink.mark(sourceOffset(pieces, at), Math.round((sent * at) / spoken.length));
  }
  sink.mark(sentence.text.length, sent);
  if (pauseSamples > 0) sink.chunk(new Int16Array(pauseSamples));
  return sent + pauseSamples;
}
