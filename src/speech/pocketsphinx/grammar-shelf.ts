import { wordsOf, type Pronunciations } from './dictionary.ts';
import type { Grammar } from './grammar.ts';
import type { SphinxDecoder } from './library.ts';

/** Compiled grammars that a decoder keeps. */
const mostGrammars = 12;

/** The grammars that one decoder compiled, by their content; the one used longest ago is given up first. */
export class GrammarShelf {
  readonly #decoder: SphinxDecoder;
  readonly #pronunciations: Pronunciations;
  readonly #known = new Set<string>();
  readonly #compiled = new Map<Grammar['jsgf'], string>();
  #made = 0;

  constructor(decoder: SphinxDecoder, pronunciations: Pronunciations) {
    this.#decoder = decoder;
    this.#pronunciations = pronunciations;
  }

  has({ jsgf }: Grammar): boolean {
    return this.#compiled.has(jsgf);
  }

  /** The decoder's next utterance is heard within it. */
  use(grammar: Grammar): void {
    const name = this.#compiled.get(grammar.jsgf) ?? this.#compile(grammar);
    this.#compiled.delete(grammar.jsgf);
    this.#compiled.set(grammar.jsgf, name);
    this.#decoder.use(name);
    for (const [jsgf, old] of [...this.#compiled].slice(0, -mostGrammars)) {
      this.#compiled.delete(jsgf);
      this.#decoder.dropSearch(old);
    }
  }

  #compile({ jsgf, characters }: Grammar): string {
    for (const key of characters) {
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      for (const { word, phones } of wordsOf(key, this.#pronunciations)) this.#decoder.addWord(word, phones);
    }
    const name = `expected-${++this.#made}`;
    this.#decoder.addGrammar(name, jsgf);
    return name;
  }
}
