import type { LanguageModel, ModelPart, ModelRequest } from '../../contract/language-model.ts';
import { delay, type Clock } from '../../foundation/clock.ts';

/** What a scripted model does with one question, in order: waits, streams a piece, breaks off, or says no more and hangs. */
export type ModelAct =
  | { readonly waitMs: number }
  | { readonly words: string }
  | { readonly tool: string; readonly args?: Readonly<Record<string, string>> }
  | { readonly tokens: number }
  | { readonly breaks: string }
  | { readonly hangs: true };

/** A language model whose answers are written beforehand, one a question; the last is given again and again. */
export class ScriptedModel implements LanguageModel {
  readonly name = 'scripted';
  readonly asked: ModelRequest[] = [];
  /** Questions that were given up before their answer was whole. */
  abandoned = 0;
  readonly #clock: Clock;
  readonly #answers: readonly (readonly ModelAct[])[];

  constructor(clock: Clock, answers: readonly (readonly ModelAct[])[]) {
    this.#clock = clock;
    this.#answers = answers;
  }

  async *ask(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    const acts = this.#answers[Math.min(this.asked.length, this.#answers.length - 1)] ?? [];
    this.asked.push(request);
    signal.addEventListener('abort', () => this.abandoned++, { once: true });
    for (const act of acts) {
      if ('waitMs' in act) await delay(this.#clock, act.waitMs, signal);
      else if ('hangs' in act) await delay(this.#clock, 3_600_000, signal);
      else if ('breaks' in act) throw new Error(act.breaks);
      else if ('words' in act) yield { kind: 'words', text: act.words };
      else if ('tokens' in act) yield { kind: 'used', tokens: act.tokens };
      else yield { kind: 'tool', name: act.tool, args: act.args ?? {} };
    }
  }
}
