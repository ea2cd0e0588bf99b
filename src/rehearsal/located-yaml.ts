import type { z } from 'zod';
import { CodedError } from '../foundation/errors.ts';
import { readYaml } from '../foundation/read-yaml.ts';

export interface LocatedYaml<T> {
  readonly value: T;
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

/**
 * Reads a YAML file of some form. Throws `code` with every problem on a line of its own, as `FILE:LINE: WHERE: what was wanted`;
 * items of lists are called by their `name` or `id` where they have one.
 */
export function readLocatedYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  { file, code }: { readonly file: string; readonly code: string },
): LocatedYaml<z.output<Schema>> {
  const { value: raw, faults, lineOf: lineIn } = readYaml(text);
  const lineOf = (path: readonly (string | number)[]): number => lineIn(path) ?? 1;
  const refuse = (problems: readonly string[]): never => {
    throw new CodedError(code, problems.join('\n'), { file, problems: problems.length });
  };
  if (faults.length > 0) return refuse(faults.map(({ line, message }) => `${file}:${line}: ${message}`));
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data, lineOf };
  return refuse(
    parsed.error.issues.map((issue) => {
      const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
      return `${file}:${lineOf(path)}: ${placeIn(raw, path)}${issue.message}`;
    }),
  );
}

/** `case '订票': expect.ends: `: the item of a list by what it is called, then the way to the fault in it. */
function placeIn(raw: unknown, path: readonly (string | number)[]): string {
  const [list, index, ...rest] = path;
  const field = (keys: readonly (string | number)[]): string => (keys.length === 0 ? '' : `${keys.join('.')}: `);
  if (typeof list !== 'string' || typeof index !== 'number') return field(path);
  return `${list.replace(/s$/u, '')} ${calledAt(raw, list, index)}: ${field(rest)}`;
}

function calledAt(raw: unknown, list: string, index: number): string {
  const item = (raw as Readonly<Record<string, readonly unknown[] | undefined>>)[list]?.[index];
  const { name, id } = (typeof item === 'object' && item !== null ? item : {}) as { name?: unknown; id?: unknown };
  const called = typeof name === 'string' ? name : id;
  return typeof called === 'string' ? `'${called}'` : String(index + 1);
}
