import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { taughtSentences } from '../dialogue/testing/taught-sentences.ts';
import { sampleScript } from '../scripts/testing/sample-scripts.ts';
import { describeFailures, loadCaseFile, testScript, type TestReport } from './index.ts';

const folder = new URL('../../examples/scripts/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.cases.yaml'));

const load = (file: string): ReturnType<typeof loadCaseFile> =>
  loadCaseFile(readFileSync(new URL(file, folder), 'utf8'), file);

describe('the cases of the sample scripts', () => {
  it('stand each beside its script', () => {
    const scripts = files.map((file) => file.replace('.cases.yaml', ''));
    expect(scripts.map((name) => sampleScript(name).id)).toEqual(scripts);
    expect(files.map((file) => load(file).script)).toEqual(scripts);
  });

  it.each(files)('%s: 25 or more, and no customer speaks in words that the script was taught', (file) => {
    const { cases } = load(file);
    const isTaught = taughtSentences(sampleScript(file.replace('.cases.yaml', '')));
    expect(cases.length).toBeGreaterThanOrEqual(25);
    expect(cases.flatMap(({ says }) => says).filter(isTaught)).toEqual([]);
  });

  for (const file of files) {
    const report = (): TestReport =>
      testScript(sampleScript(file.replace('.cases.yaml', '')), load(file), { mutations: true });

    it(`${file}: all go as they should, and no branch could be deleted unnoticed`, () => {
      const { mutations, ...rest } = report();
      expect(describeFailures({ ...rest, mutations }, file)).toEqual([]);
      expect(mutations?.survivors.map(({ node, branch }) => `${node}: ${branch}`)).toEqual([]);
    });
  }
});
