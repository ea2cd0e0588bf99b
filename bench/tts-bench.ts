import { findInstalledSpeech } from '../src/speech/supervisor/speech-capabilities.ts';
import { keepOffTheCore, pinning } from './capacity/pinned.ts';
import { compareSpeaking, type SpeakingEngine } from './capacity/speaking.ts';
import { capacityResult, figuresOf } from './capacity/verdict.ts';
import type { Bench, BenchOptions, BenchResult } from './report.ts';

export const bench: Bench = {
  method: [
    'characters of text spoken in a second of the core (its own time, so that others on it do not count), and in the detail seconds of speech: so many voices can speak at a time. Four texts under way at any time;',
    `the engine ${pinning}; after a warm-up stretches of ours and bare by turns, medians`,
    'ours: the product’s synthesiser process, asked over its socket by the product’s link: figures read aloud, pauses, levels, marks of words',
    'bare: the same library in a plain program, its sound brought to 8 kHz: no server, no link, no socket, no marks',
  ],
  async run({ quick, models }: BenchOptions): Promise<BenchResult> {
    const engines = await installedIn(models);
    keepOffTheCore();
    const found = await figuresOf(engines, (engine) => compareSpeaking(engine, quick));
    const unit = 'characters spoken a second on one core, more is better';
    return capacityResult('tts', unit, 'its library in a plain program', found);
  },
};

async function installedIn(modelFolder: string): Promise<ReadonlyMap<string, SpeakingEngine>> {
  const { sherpa, models, espeak } = await findInstalledSpeech(modelFolder);
  const voices = sherpa ? models.filter(({ task }) => task === 'synthesizer') : [];
  return new Map<string, SpeakingEngine>([
    ...(espeak === null ? [] : [['espeak-ng', { program: 'synthesizer-entry', folder: null }] as const]),
    ...voices.map(({ name, folder }) => [name, { program: 'sherpa-voice-entry', folder }] as const),
  ]);
}
