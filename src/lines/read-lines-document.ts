import { linesDocumentSchema, type LinesDocument } from '../contract/lines-document.ts';
import { isSimulatedNumber } from '../contract/number-format.ts';
import { readYaml } from '../foundation/read-yaml.ts';

/** What is wrong in a lines document, and where: lines from 1. */
export interface LinesProblem {
  readonly line: number;
  /** `trunks[0].callerNumbers` */
  readonly path: string;
  readonly message: string;
}

export type LinesReading =
  | { readonly ok: true; readonly document: LinesDocument }
  | { readonly ok: false; readonly problems: readonly LinesProblem[] };

type Path = readonly (string | number)[];

/** What another room finds wrong in a document of the right shape. */
export type LinesCheck = (document: LinesDocument) => readonly { readonly path: Path; readonly message: string }[];

/** Reads `lines.yaml`. Everything wrong is told at once, a field it does not know among it: a misspelt one does nothing. */
export function readLinesDocument(text: string, check: LinesCheck = () => []): LinesReading {
  const { value: raw, faults, lineOf } = readYaml(text);
  if (faults.length > 0)
    return {
      ok: false,
      problems: faults.map(({ line, message }) => ({ line, path: '', message: `not YAML: ${message}` })),
    };
  const problem = (path: Path, message: string): LinesProblem => ({
    line: lineOf(path) ?? 1,
    path: pathText(path),
    message,
  });
  if (raw === null || typeof raw !== 'object')
    return { ok: false, problems: [problem([], "wanted 'trunks:' and 'seats:'; write 'trunks: []' to have none")] };
  const parsed = linesDocumentSchema.safeParse(raw);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => problem(path.map(plainKey), message));
    return { ok: false, problems };
  }
  const problems = [
    ...unknownFields(raw, parsed.data, []).map((path) => problem(path, `there is no field '${path.at(-1)}' here`)),
    ...simulatedCallers(parsed.data).map((path) =>
      problem(path, 'a real trunk cannot own a simulated number (+999…): set simulated: true or give a real one'),
    ),
    ...check(parsed.data).map(({ path, message }) => problem(path, message)),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document: parsed.data };
}

/** `line 7: trunks[0].proxy: host or host:port` for each problem. */
export function linesProblemsText(problems: readonly LinesProblem[]): string {
  return problems
    .map(({ line, path, message }) => `line ${line}: ${path === '' ? '' : `${path}: `}${message}`)
    .join('\n');
}

const plainKey = (key: PropertyKey): string | number => (typeof key === 'number' ? key : String(key));

/** What the schema dropped. */
function unknownFields(raw: unknown, parsed: unknown, path: Path): Path[] {
  if (Array.isArray(raw) && Array.isArray(parsed))
    return raw.flatMap((item, index) => unknownFields(item, parsed[index], [...path, index]));
  if (!isRecord(raw) || !isRecord(parsed)) return [];
  return Object.entries(raw).flatMap(([key, value]) =>
    key in parsed ? unknownFields(value, parsed[key], [...path, key]) : [[...path, key]],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function simulatedCallers({ trunks }: LinesDocument): Path[] {
  return trunks.flatMap(({ simulated, callerNumbers }, index) =>
    simulated
      ? []
      : callerNumbers.flatMap((number, at) =>
          isSimulatedNumber(number) ? [['trunks', index, 'callerNumbers', at]] : [],
        ),
  );
}

function pathText(path: Path): string {
  return path.map((key, depth) => (typeof key === 'number' ? `[${key}]` : depth === 0 ? key : `.${key}`)).join('');
}
