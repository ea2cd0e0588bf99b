import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runEngine, type EngineNews, type EngineProcess } from './engine-program.ts';

function fakeProcess(): EngineProcess & { readonly told: (EngineNews | string)[]; parentGone: () => void } {
  const told: (EngineNews | string)[] = [];
  return {
    told,
    parentGone: () => undefined,
    send: (news) => told.push(news),
    onParentGone(task) {
      this.parentGone = task;
    },
    exit: (code) => told.push(`exit ${code}`),
  };
}

test('a load that throws is told as a refusal, and a parent that goes ends the program', async () => {
  const me = fakeProcess();
  const load = (): Promise<never> => Promise.reject(new Error('no such voice'));
  await runEngine({ load, eager: true }, '/nowhere', me);
  me.parentGone();
  expect(me.told).toEqual([{ kind: 'refused', reason: 'no such voice' }, 'exit 3', 'exit 0']);
});

test('a socket that cannot be opened is a refusal too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waihu-'));
  const me = fakeProcess();
  const load = () =>
    Promise.resolve({
      name: 'x',
      engine: { connected: () => ({ received: () => undefined, closed: () => undefined }) },
    });
  await runEngine({ load, eager: true }, join(folder, 'no', 'such', 'folder'), me);
  expect(me.told.at(-1)).toBe('exit 3');
  await rm(folder, { recursive: true });
});
