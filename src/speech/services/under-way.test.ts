import { expect, test } from 'vitest';
import { UnderWay } from './under-way.ts';

test('closing abandons what still runs, once, and not what is over', () => {
  const work = new UnderWay();
  const stopped: string[] = [];
  let firstOver = (): void => undefined;
  work.begin((over) => {
    firstOver = over;
    return () => stopped.push('first');
  });
  const abandonSecond = work.begin(() => () => stopped.push('second'));
  work.begin(() => () => stopped.push('third'));
  firstOver();
  abandonSecond();
  work.abandonAll();
  work.abandonAll();
  abandonSecond();
  expect(stopped).toEqual(['second', 'third']);
});

test('work that is over before it has begun is not stopped', () => {
  const work = new UnderWay();
  const stopped: string[] = [];
  work.begin((over) => {
    over();
    return () => stopped.push('it');
  })();
  expect(stopped).toEqual([]);
});
