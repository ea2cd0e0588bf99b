import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import { lintScript, type ScriptProblem } from '../dialogue/index.ts';
import { lineInYaml } from '../foundation/line-in-yaml.ts';

/** A fault of a script and the line of the file it stands in; null where the file has none for it. */
export interface LocatedProblem extends ScriptProblem {
  readonly line: number | null;
}

export interface LoadedScript {
  /** Null where the text is no script at all; there may be a document with problems. */
  readonly document: ScriptDocument | null;
  readonly problems: readonly LocatedProblem[];
}

/**
 * Reads a script from YAML (JSON is YAML too) and checks it: every problem at once, each with its line. `recordingFault`
 * looks at the recordings it names, where somebody can. Never throws.
 */
export function loadScriptFile(text: string, recordingFault?: (file: string) => string | null): LoadedScript {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (yaml.errors.length > 0) {
    return {
      document: null,
      problems: yaml.errors.map(({ code, message, pos }) => ({
        ...plain(code === 'DUPLICATE_KEY' ? 'duplicate' : 'syntax', message),
        line: lines.linePos(pos[0]).line,
      })),
    };
  }
  const lineOf = (path: readonly (string | number)[]): number | null => lineInYaml(yaml, lines, path);
  const value: unknown = yaml.toJS();
  const parsed = scriptDocumentSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => shapeProblem(issue, nameOf(value)));
    return { document: null, problems: problems.map((problem) => ({ ...problem, line: lineOf(problem.path) })) };
  }
  const problems = lintScript(parsed.data, recordingFault);
  return { document: parsed.data, problems: problems.map((problem) => ({ ...problem, line: lineOf(problem.path) })) };
}

/** The line of a script's text where something stands; null where the text has none for it. */
export function lineOfScript(text: string, path: readonly (string | number)[]): number | null {
  const lines = new LineCounter();
  return lineInYaml(parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines, path);
}

/**
 * `FILE:LINE: message`, as editors and terminals know it. What programs wrote has no lines that people know: for JSON, and
 * where there is no line, the path in the document stands beside it, `$.flows.main.nodes.ask.branches[0].to`.
 */
export function describeProblem(problem: LocatedProblem, file: string): string {
  const { line, path, severity, message } = problem;
  const isWritten = line !== null && !/\.json$/i.test(file);
  const place = isWritten || path.length === 0 ? '' : ` ${jsonPath(path)}`;
  return `${file}${line === null ? '' : `:${line}`}:${place}${place === '' ? '' : ':'} ${severity === 'warning' ? 'warning: ' : ''}${message}`;
}

/** A place in a document (RFC 9535). */
export function jsonPath(path: readonly (string | number)[]): string {
  const steps = path.map((step) =>
    typeof step === 'number' ? `[${step}]` : /^[\p{L}_][\p{L}\p{N}_]*$/u.test(step) ? `.${step}` : `['${step}']`,
  );
  return `$${steps.join('')}`;
}

function plain(code: ScriptProblem['code'], message: string): ScriptProblem {
  return { code, severity: 'error', message, flow: null, node: null, path: [] };
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : '?';
}

/** A place that does not have the form of a script: where, what was found wanting. */
function shapeProblem(issue: z.core.$ZodIssue, script: string): ScriptProblem {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  const [flows, flow, nodes, node, ...rest] = path;
  const inNode = flows === 'flows' && nodes === 'nodes' && node !== undefined;
  const place = inNode ? ` node '${String(flow)}/${String(node)}'` : '';
  const field = (inNode ? rest : path).join('.');
  const message = `script '${script}'${place}: ${field === '' ? '' : `${field}: `}${wanted(issue)}`;
  return {
    ...plain('shape', message),
    flow: flows === 'flows' && flow !== undefined ? String(flow) : null,
    node: inNode ? String(node) : null,
    path,
  };
}

/** Of a union's many complaints the one that came closest: the one deepest in the value. */
function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== 'invalid_union') return issue.message;
  const closest = issue.errors.flat().sort((left, right) => right.path.length - left.path.length)[0];
  return closest === undefined ? issue.message : wanted(closest);
}
