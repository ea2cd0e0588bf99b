/** What people say, by what they mean by it. */
export type Corpus = Readonly<Record<string, readonly string[]>>;

/** Sentences written one after another, with spaces between them. */
export function sentences(strings: TemplateStringsArray): readonly string[] {
  return strings.join('').split(/\s+/).filter(Boolean);
}
