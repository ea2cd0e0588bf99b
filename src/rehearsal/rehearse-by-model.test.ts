import { expect, test } from 'vitest';
import { smallScript } from '../dialogue/testing/small-script.ts';
import { loadPersonas } from './index.ts';
import { rehearseByModel } from './rehearse-by-model.ts';

const personas = loadPersonas(
  'personas: [{ id: a, name: 甲, goal: 听完, willing: 0.5 }, { id: b, name: 乙, goal: 挂断, willing: 0.1 }]',
  'p.yaml',
);
const script = smallScript({
  start: { kind: 'speak', say: '方便吗？', branches: [{ on: 'positive', to: 'end' }] },
  end: { kind: 'end', say: '再见。' },
});

test('no more conversations are held at a time than the model takes, and each is held once', async () => {
  let asking = 0;
  let most = 0;
  const done: number[] = [];
  const ask = async () => {
    most = Math.max(most, (asking += 1));
    await new Promise(setImmediate);
    asking -= 1;
    return { parts: [{ kind: 'words', text: '方便' } as const], failure: null };
  };
  const report = await rehearseByModel(
    script,
    { conversations: 9, seed: 2, personas },
    { name: 'm', ask, atOnce: 3 },
    (held) => done.push(held),
  );
  expect(most).toBe(3);
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(report).toMatchObject({ conversations: 9, byModel: { conversations: 9, turns: 9, led: ['a', 'b'] } });
});
