import { readFileSync } from 'node:fs';
import { z } from 'zod';

const lineSchema = z.strictObject({ text: z.string().trim().min(1), intent: z.string().min(1).nullable() });

/** A sentence and what is meant by it; null is nothing that any intent is for. */
export type Example = z.infer<typeof lineSchema>;

/** Reads lines of `{"text","intent"}`. Throws with the file and the line where one is something else. */
export function readExamples(file: string | URL): readonly Example[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      try {
        return [lineSchema.parse(JSON.parse(line))];
      } catch (error) {
        throw new Error(`${String(file)}:${index + 1}: wanted {"text": "…", "intent": "id" or null}, found ${line}`, {
          cause: error,
        });
      }
    });
}

/** Samples of each intent, in the order in which they first come. Sentences without an intent teach nothing here. */
export function samplesOf(examples: readonly Example[]): { readonly id: string; readonly samples: string[] }[] {
  const samples = new Map<string, string[]>();
  for (const { text, intent } of examples) {
    if (intent === null) continue;
    const own = samples.get(intent);
    if (own === undefined) samples.set(intent, [text]);
    else own.push(text);
  }
  return Array.from(samples, ([id, own]) => ({ id, samples: own }));
}
