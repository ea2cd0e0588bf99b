import { systemClock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import { openSentenceModel } from '../../embedding/index.ts';
import type { Config } from '../config.ts';
import { fault, ok, type Finding } from './finding.ts';

const what = 'sentence model';
/** A few of those fit into what a second opinion may take. */
const quickMs = 100;

/** Loads the sentence model, if one is named, and has it read a sentence: it must be soon enough for a call. */
export async function sentenceModelFinding({
  sentenceModelFolder: folder,
}: Pick<Config, 'sentenceModelFolder'>): Promise<Finding> {
  if (folder === null) return ok(what, 'none: only scripts with `secondOpinion: likeness` want one');
  try {
    const model = await openSentenceModel(folder);
    try {
      await model.embed(['您好']);
      const askedAtMs = systemClock.monotonicMs();
      await model.embed(['这个保险一年要交多少钱']);
      const tookMs = Math.round(systemClock.monotonicMs() - askedAtMs);
      const detail = `${model.name} reads a sentence in ${tookMs} ms`;
      if (tookMs <= quickMs) return ok(what, detail);
      return { what, state: 'note', detail, mend: 'take a smaller one: second opinions come late' };
    } finally {
      await model.close();
    }
  } catch (error) {
    return fault(what, messageOf(error), 'WAIHU_SENTENCE_MODEL=a folder with model.onnx and vocab.txt');
  }
}
