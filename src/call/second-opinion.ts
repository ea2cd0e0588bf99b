import type { LanguageModel, ModelPart } from '../contract/language-model.ts';
import { opinionFrom, opinionRequest, type Doubt, type Opinion } from '../dialogue/index.ts';

/** Whoever may be asked what a doubtful sentence means. */
export interface SecondOpinion {
  /** How reports call it. */
  readonly name: string;
  /** Null: nothing that can be believed. Throws where there is no answer; time-outs are the caller's, by `signal`. */
  on(doubt: Doubt, signal: AbortSignal, used: (tokens: number) => void): Promise<Opinion | null>;
}

/** No name of a meaning is as long as this. */
const longestAnswer = 2_000;

/** The second opinion of a language model: of what it answers, only the names of the candidates are believed. */
export function opinionByModel(model: LanguageModel): SecondOpinion {
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
