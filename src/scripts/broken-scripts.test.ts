import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { brokenScripts, recordingFaultOfBroken, type BrokenScript } from '../dialogue/testing/broken-scripts.ts';
import { describeProblem, jsonPath, loadScriptFile, type LocatedProblem } from './load-script-file.ts';

function faultOf({ code, message }: BrokenScript, text: string): LocatedProblem {
  const { problems } = loadScriptFile(text, recordingFaultOfBroken);
  const found = problems.find((problem) => problem.code === code && problem.message.includes(message));
  if (found === undefined) throw new Error(`nobody says "${message}"`);
  return found;
}

/** What stands at the beginning of the line where a path ends: its key, or the dash of a list. */
function beginningOf(step: string | number | undefined): RegExp {
  return typeof step === 'number' ? /^ *- / : new RegExp(`^[ -]*"?${step}"?:`, 'u');
}

describe('the message of every rule of lint', () => {
  it.each(brokenScripts)('names flow, node and line: $message', (broken) => {
    const text = stringify(broken.document, { lineWidth: 0 });
    const problem = faultOf(broken, text);
    const { flow, node, line, path } = problem;
    const [part, inFlow, , inNode] = path;
    expect([flow, node]).toEqual(part === 'flows' ? [inFlow ?? null, inNode ?? null] : [null, null]);
    expect(problem.message).toContain(node ?? flow ?? broken.document.id);
    expect(text.split('\n')[(line ?? 0) - 1]).toMatch(beginningOf(path.at(-1)));
    expect(describeProblem(problem, 'small.yaml')).toBe(
      `small.yaml:${line}: ${problem.severity === 'warning' ? 'warning: ' : ''}${problem.message}`,
    );
  });

  it.each(brokenScripts)('names the path in JSON: $message', (broken) => {
    const problem = faultOf(broken, JSON.stringify(broken.document));
    expect(describeProblem(problem, 'small.json')).toContain(`small.json:1: ${jsonPath(problem.path)}: `);
  });
});
