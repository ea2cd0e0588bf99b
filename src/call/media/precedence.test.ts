import { expect, it } from 'vitest';
import { mayRunAtOnce } from './precedence.ts';

it('lets a worker run at once until it takes nine tenths of its processor, and again when it takes three quarters', () => {
  const shares = [0.2, 0.89, 0.9, 0.89, 0.75, 0.74, 0.89];
  let runsAtOnce = true;
  expect(shares.map((share) => (runsAtOnce = mayRunAtOnce(runsAtOnce, share)))).toEqual([
    true,
    true,
    false,
    false,
    false,
    true,
    true,
  ]);
});
