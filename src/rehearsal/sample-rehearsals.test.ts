import { expect, it } from 'vitest';
import { sampleNames, sampleScript } from '../scripts/testing/sample-scripts.ts';
import { aboutTopic } from './customer/phrases.ts';
import { rehearse } from './rehearse.ts';

it.each(sampleNames)('customers who know nothing of %s go through nearly all of it', (name) => {
  const { coverage, loops, deadEnds } = rehearse(sampleScript(name), { conversations: 500, seed: 2 });
  expect(coverage.nodes).toBeGreaterThanOrEqual(0.95);
  expect([loops, deadEnds]).toEqual([[], []]);
});

it('no customer says a sentence that a script gives as a sample', () => {
  const samples = sampleNames.flatMap((name) => {
    const { intents, knowledge } = sampleScript(name);
    return [
      ...intents.flatMap((intent) => intent.samples),
      ...knowledge.flatMap(({ question, similar }) => [question, ...similar]),
    ];
  });
  const said = Object.values(aboutTopic).flat();
  expect(said.filter((line) => samples.includes(line))).toEqual([]);
});
