import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { brokenScripts, recordingFaultOfBroken } from '../testing/broken-scripts.ts';

/** The lines of lint that reported a fault. */
const reportedFrom = new Set<string>();

vi.resetModules();
vi.doMock(import('./problem.ts'), async (original) => {
  const problem = await original();
  return {
    ...problem,
    report: (...given) => {
      reportedFrom.add(callerOf(new Error('where is this?').stack ?? ''));
      problem.report(...given);
    },
  };
});
const { lintScript } = await import('./lint-script.ts');

afterAll(() => {
  vi.doUnmock('./problem.ts');
  vi.resetModules();
});

/** `check-names.ts:59`: the line of lint that reports. */
function callerOf(stack: string): string {
  const places = [...stack.matchAll(/\/(check-[\w-]+\.ts):(\d+):\d+/gu)];
  return `${places[0]?.[1]}:${places[0]?.[2]}`;
}

/** Every line of lint that reports a fault. */
function reportingLines(): readonly string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => /^check-[\w-]+\.ts$/u.test(file))
    .flatMap((file) =>
      readFileSync(`${import.meta.dirname}/${file}`, 'utf8')
        .split('\n')
        .flatMap((line, index) => (/\breport\(/u.test(line) ? [`${file}:${index + 1}`] : [])),
    );
}

describe('every rule of lint', () => {
  it.each(brokenScripts)('$code: $message', ({ code, document, message }) => {
    const found = lintScript(document, recordingFaultOfBroken).filter((problem) => problem.code === code);
    expect(found.map((problem) => problem.message)).toContainEqual(expect.stringContaining(message));
  });

  it('is broken by one of the scripts', () => {
    for (const { document } of brokenScripts) lintScript(document, recordingFaultOfBroken);
    expect(reportingLines().filter((line) => !reportedFrom.has(line))).toEqual([]);
    expect(reportedFrom.size).toBeGreaterThanOrEqual(reportingLines().length);
  });
});
