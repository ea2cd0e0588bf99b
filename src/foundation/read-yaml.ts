import { isNode, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { lineInYaml } from './line-in-yaml.ts';

/** What keeps a text from being read as YAML, and the line it stands in, from 1. */
export interface YamlFault {
  readonly line: number;
  readonly message: string;
  /** A key stands there twice. */
  readonly isDuplicate: boolean;
}

export interface ReadYaml {
  /** Undefined where there are faults. */
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** As `lineInYaml`. */
  readonly lineOf: (path: readonly (string | number)[]) => number | null;
}

/** Documents of people are far smaller; what is larger is refused before it takes time and memory. */
const mostCharacters = 4_000_000;
const deepest = 100;

/** Reads YAML (JSON is YAML too) that anybody may have written. Never throws, and takes time only as its length does. */
export function readYaml(text: string): ReadYaml {
  if (text.length > mostCharacters)
    return unreadable(1, `has ${text.length} characters, and ${mostCharacters} are the most that are read`);
  if (isBottomless(text)) return unreadable(1, tooDeep);
  const lines = new LineCounter();
  return readDocument(parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines);
}

const tooDeep = `is nested more than ${deepest} levels deep`;

/** The parser recurses: text made to exhaust its stack is known by its brackets, its dashes or its indentation before it is parsed. */
function isBottomless(text: string): boolean {
  if (/^ {500}|^ *(?:[-?:] +){100}/mu.test(text)) return true;
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/gu)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    if (open > 500) return true;
  }
  return false;
}

function readDocument(yaml: Document.Parsed, lines: LineCounter): ReadYaml {
  const lineOf = (path: readonly (string | number)[]): number | null => lineInYaml(yaml, lines, path);
  const lineAt = (offset = 0): number => lines.linePos(offset).line;
  if (yaml.errors.length > 0) {
    const faults = yaml.errors.map(({ code, message, pos }) => ({
      line: lineAt(pos[0]),
      message,
      isDuplicate: code === 'DUPLICATE_KEY',
    }));
    return { value: undefined, faults, lineOf };
  }
  const faults: YamlFault[] = [];
  let firstAlias: number | undefined;
  visit(yaml, {
    Node(_, node, path) {
      if (path.length <= deepest) return undefined;
      faults.push({ line: lineAt(node.range?.[0]), message: tooDeep, isDuplicate: false });
      return visit.BREAK;
    },
    Alias(_, alias) {
      firstAlias ??= alias.range?.[0];
      if (!isNode(alias.resolve(yaml)))
        faults.push({
          line: lineAt(alias.range?.[0]),
          message: `'*${alias.source}' stands for nothing: no '&${alias.source}' comes before it`,
          isDuplicate: false,
        });
    },
  });
  if (faults.length > 0) return { value: undefined, faults, lineOf };
  return { ...valueOf(yaml, lineAt(firstAlias)), lineOf };
}

function valueOf(yaml: Document.Parsed, aliasLine: number): Pick<ReadYaml, 'value' | 'faults'> {
  try {
    const value: unknown = yaml.toJS();
    // One that stands for what it stands in has no text.
    JSON.stringify(value);
    return { value, faults: [] };
  } catch {
    const message = "repeats itself without measure by its aliases ('*name'): write out what they stand for";
    return { value: undefined, faults: [{ line: aliasLine, message, isDuplicate: false }] };
  }
}

function unreadable(line: number, message: string): ReadYaml {
  return { value: undefined, faults: [{ line, message, isDuplicate: false }], lineOf: () => null };
}
