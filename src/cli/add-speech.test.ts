import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addSpeech } from './add-speech.ts';

async function asked(...argv: readonly string[]): Promise<unknown[][]> {
  const knocks: unknown[][] = [];
  const program = new Command();
  addSpeech(program, (...knock) => {
    knocks.push(knock);
    return Promise.resolve();
  });
  await program.parseAsync(argv, { from: 'user' });
  return knocks;
}

it('passes on the order of names, and what was not given as nothing', async () => {
  expect(await asked('speech', 'set', '--recognizers', 'house, cloud', '--denoise', 'on', '--tenant', 'acme')).toEqual([
    [
      'speech set',
      {
        tenant: 'acme',
        recognizers: ['house', 'cloud'],
        synthesizers: undefined,
        denoise: true,
        gainControl: undefined,
      },
      false,
    ],
  ]);
});

it('gives the order back to the program, and turns things off', async () => {
  const [[, args] = []] = await asked('speech', 'set', '--voices', 'all', '--gain-control', 'off');
  expect(args).toMatchObject({ synthesizers: null, gainControl: false });
});

it('asks for the usage of days', async () => {
  expect(await asked('report', 'usage', '--from', '2026-11-01', '--to', '2026-11-30', '--json')).toEqual([
    ['report usage', { from: '2026-11-01', to: '2026-11-30' }, true],
  ]);
});
