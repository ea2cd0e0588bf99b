import { describe, expect, it } from 'vitest';
import { scriptDocumentSchema } from '../../contract/script-document.ts';
import { CodedError } from '../../foundation/errors.ts';
import { compileScript } from '../compiled-script.ts';
import { brokenToRun } from '../testing/broken-to-run.ts';
import { smallScript } from '../testing/small-script.ts';
import { lintScript } from './lint-script.ts';

const end = { kind: 'end' } as const;
const ask = { kind: 'speak', say: '?', branches: [{ on: 'positive', to: 'end' }] } as const;

describe('lintScript()', () => {
  it.each(brokenToRun)('finds %s: %#', (code, nodes, rest, message) => {
    const problems = lintScript(smallScript(nodes, rest));
    expect(problems.map((problem) => problem.message)).toContain(message);
    expect(problems.find((problem) => problem.message === message)?.code).toBe(code);
  });

  it('names flow, node and path of a fault', () => {
    const [problem] = lintScript(smallScript({ start: { ...ask, branches: [{ on: 'any', to: 'gone' }] } }));
    expect(problem).toMatchObject({
      flow: 'main',
      node: 'start',
      path: ['flows', 'main', 'nodes', 'start', 'branches', 0, 'to'],
    });
  });

  it('wants exactly one main flow', () => {
    const nodes = { start: end };
    const none = scriptDocumentSchema.parse({ ...smallScript(nodes), flows: {} });
    expect(lintScript(none)[0]?.message).toBe(
      "script 'small': one flow must be of kind 'main', where the call begins; none is",
    );
    const two = smallScript(nodes, { flows: { second: { kind: 'main', start: 'start', nodes } } });
    expect(lintScript(two)[0]?.message).toBe(
      "script 'small': one flow must be of kind 'main', where the call begins; 'main' and 'second' are",
    );
  });

  it('lets a circle pass that listens, and one with a way out', () => {
    expect(lintScript(smallScript({ start: { ...ask, branches: [{ on: 'positive', to: 'start' }] } }))).toEqual([]);
    const wayOut = {
      start: {
        kind: 'condition',
        branches: [
          { on: 'condition', when: { tag: 't' }, to: 'end' },
          { on: 'any', to: 'back' },
        ],
      },
      back: { kind: 'jump', to: 'start' },
      end,
    } as const;
    expect(lintScript(smallScript(wayOut)).map(({ code }) => code)).toEqual([]);
  });
});

describe('compileScript()', () => {
  it('throws every error of a broken script, a line each', () => {
    const nodes = {
      start: {
        ...ask,
        branches: [
          { on: 'positive', to: 'a' },
          { on: 'negative', to: 'b' },
        ],
      },
    } as const;
    const attempt = (): unknown => compileScript(smallScript(nodes));
    expect(attempt).toThrow(CodedError);
    expect(attempt).toThrow(
      "branch 'positive' leads to 'a', which does not exist\nscript 'small' node 'start': branch 'negative' leads to 'b'",
    );
  });
});
