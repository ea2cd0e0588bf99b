import { bareDetector, barePocketSphinx, bareSherpa, type BareEar } from './capacity/bare-ears.ts';
import { latenessOf, type Listener, type PacedLoad } from './capacity/paced-load.ts';
import { capacitySpeech, mostSettlingTurns, phrasesOf, SpeakingVoice, type Sentence } from './capacity/sound.ts';

export type BareKind = 'silero' | 'pocketsphinx' | 'sherpa';

export type BareQuestion =
  /** So many voices are known before they are counted. */
  { readonly kind: 'prepare'; readonly voices: number } | { readonly kind: 'hear'; readonly load: PacedLoad };

export interface BareAnswer {
  /** How long after the last sound was due all of it was heard; 0 when that was prepared. */
  readonly lateMs: number;
}

// Arguments: what it is, its file or folder, the folder of models and speech.
const [kind = '', path = '', modelFolder = ''] = process.argv.slice(2);
const speech = await capacitySpeech(modelFolder);
const listener = bareListener(await earOf(kind as BareKind), speech);

process.on('disconnect', () => process.exit());
process.on('message', (question: BareQuestion) => {
  void (async () => {
    if (question.kind === 'prepare') await listener.prepare(question.voices);
    const lateMs = question.kind === 'hear' ? await latenessOf(question.load, listener) : 0;
    process.send?.({ lateMs } satisfies BareAnswer);
  })();
});
process.send?.({ kind: 'ready', name: kind });

function earOf(wanted: BareKind): Promise<BareEar> | BareEar {
  if (wanted === 'silero') return bareDetector(path);
  return wanted === 'pocketsphinx' ? barePocketSphinx(path, phrasesOf(speech)) : bareSherpa(path);
}

/** Its voices say what ours say, in the same order. */
function bareListener(
  ear: BareEar,
  sentences: readonly Sentence[],
): Listener & { readonly prepare: (voices: number) => Promise<void> } {
  const voices: SpeakingVoice[] = [];
  return {
    async prepare(count) {
      while (voices.length < count) {
        const voice = new SpeakingVoice(sentences, voices.length);
        voices.push(voice);
        let text: string | null = '';
        for (let turn = 0; turn < mostSettlingTurns && text === ''; turn++) {
          for (let ends = false; !ends;) {
            const next = voice.next();
            ear.accept(voices.length - 1, next.frame);
            ear.step();
            ({ ends } = next);
          }
          text = await ear.finish(voices.length - 1);
        }
      }
    },
    async hear(count, isLast) {
      for (const [index, voice] of voices.slice(0, count).entries()) {
        const { frame, ends } = voice.next();
        ear.accept(index, frame);
        if (!ends && !isLast) continue;
        if (!ends) voice.beginNext();
        await ear.finish(index);
      }
      ear.step();
    },
    answered: () => Promise.resolve(),
  };
}
