import type { z } from 'zod';
import { scriptDocumentSchema, type ScriptDocument } from '../contract/script-document.ts';
import { lintScript, type ScriptProblem } from '../dialogue/index.ts';
import { readYaml } from '../foundation/read-yaml.ts';

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
  const { value, faults, lineOf } = readYaml(text);
  if (faults.length > 0) {
    return {
      document: null,
      problems: faults.map(({ line, message, isDuplicate }) => ({
        ...plain(isDuplicate ? 'duplicate' : 'syntax', message),
        line,
      })),
    };
  }
  const parsed = scriptDocumentSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(eachOf).map((issue) => shapeProblem(issue, nameOf(value)));
    const located = problems.map((problem) => ({ ...problem, line: lineOf(problem.path) }));
    return { document: null, problems: located.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0)) };
  }
  const problems = lintScript(parsed.data, recordingFault);
  return { document: parsed.data, problems: problems.map((problem) => ({ ...problem, line: lineOf(problem.path) })) };
}

/** The line of a script's text where something stands; null where the text has none for it. */
export function lineOfScript(text: string, path: readonly (string | number)[]): number | null {
  return readYaml(text).lineOf(path);
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

/** Keys that nothing knows are a fault each, at the key. */
function eachOf(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  const closest = closestOf(issue);
  if (closest.code !== 'unrecognized_keys') return [closest];
  return closest.keys.map((key) => ({
    ...closest,
    path: [...closest.path, key],
    message: `'${key}' means nothing here`,
  }));
}

/** A place that does not have the form of a script: where, what was found wanting. */
function shapeProblem(issue: z.core.$ZodIssue, script: string): ScriptProblem {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  const [flows, flow, nodes, node, ...rest] = path;
  const inNode = flows === 'flows' && nodes === 'nodes' && node !== undefined;
  const place = inNode ? ` node '${String(flow)}/${String(node)}'` : '';
  const field = (inNode ? rest : path).join('.');
  const message = `script '${script}'${place}: ${field === '' ? '' : `${field}: `}${issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message}`;
  return {
    ...plain('shape', message),
    flow: flows === 'flows' && flow !== undefined ? String(flow) : null,
    node: inNode ? String(node) : null,
    path,
  };
}

/** Of a union's many complaints the one that came closest: of the form that fits best, the one deepest in the value. */
function closestOf(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const [best] = issue.errors
    .map((form) => form.map(closestOf).toSorted((left, right) => right.path.length - left.path.length))
    .toSorted((left, right) => farness(left) - farness(right));
  const [closest] = best ?? [];
  return closest === undefined ? issue : { ...closest, path: [...issue.path, ...closest.path] };
}

/** A value of another type is no such thing at all; else the fewer complaints the closer, and then the deeper. */
function farness(complaints: readonly z.core.$ZodIssue[]): number {
  const isOther = complaints.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  return (isOther ? 10_000 : 0) + complaints.length * 100 - (complaints[0]?.path.length ?? 0);
}
