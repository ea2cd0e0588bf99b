import type { LanguageModel, ModelPart } from '../contract/language-model.ts';
import type { SentenceEmbedder } from '../contract/sentence-embedder.ts';
import {
  opinionByLikeness,
  opinionFrom,
  opinionRequest,
  sentencesOf,
  type Doubt,
  type Opinion,
} from '../dialogue/index.ts';

/** Whoever may be asked what a doubtful sentence means. */
export interface SecondOpinion {
  /** How reports call it. */
  readonly name: string;
  /** Null: nothing that can be believed. Throws where there is no answer; time-outs are the caller's, by `signal`. */
  on(doubt: Doubt, signal: AbortSignal, used: (tokens: number) => void): Promise<Opinion | null>;
}

/** Who can be asked, by what scripts call it. */
export interface Advisers {
  readonly languageModel?: LanguageModel;
  readonly sentenceEmbedder?: SentenceEmbedder;
}

/** No name of a meaning is as long as this. */
const longestAnswer = 2_000;

/** The sources that can be asked. */
export const sourcesOf = (advisers: Advisers): ReadonlySet<Doubt['by']> =>
  new Set((['model', 'likeness'] as const).filter((by) => opinionBy(by, advisers) !== null));

/** The one whom a script wants asked; null where none is set. */
export function opinionBy(by: Doubt['by'], { languageModel, sentenceEmbedder }: Advisers): SecondOpinion | null {
  if (by === 'model') return languageModel ? ofLanguageModel(languageModel) : null;
  return sentenceEmbedder ? ofLikeness(sentenceEmbedder) : null;
}

/** Of what a language model answers, only the names of the candidates are believed. */
function ofLanguageModel(model: LanguageModel): SecondOpinion {
  return {
    name: model.name,
    async on(doubt, signal, used) {
      const parts: ModelPart[] = [];
      let length = 0;
      for await (const part of model.ask(opinionRequest(doubt), signal)) {
        parts.push(part);
        if (part.kind === 'used') used(part.tokens);
        if (part.kind === 'words') length += part.text.length;
        if (length > longestAnswer) return null;
      }
      return opinionFrom(doubt, parts);
    },
  };
}

/** Samples are few and stand in every doubt again: their vectors are kept with the model. */
const keptVectors = new WeakMap<SentenceEmbedder, Map<string, Float32Array>>();
const mostKept = 5_000;
const nowhere = new Float32Array();

function ofLikeness(embedder: SentenceEmbedder): SecondOpinion {
  const kept = keptVectors.get(embedder) ?? new Map<string, Float32Array>();
  keptVectors.set(embedder, kept);
  return {
    name: embedder.name,
    async on(doubt, signal) {
      const sentences = sentencesOf(doubt);
      const missing = sentences.filter((sentence) => !kept.has(sentence));
      const [said, ...read] = await embedder.embed([doubt.text, ...missing], signal);
      const vectors = new Map(sentences.map((one) => [one, kept.get(one) ?? read[missing.indexOf(one)] ?? nowhere]));
      if (kept.size + missing.length > mostKept) kept.clear();
      for (const [sentence, vector] of vectors) kept.set(sentence, vector);
      return said ? opinionByLikeness(doubt, said, vectors) : null;
    },
  };
}
