import { expect, it } from 'vitest';
import { compileScript } from './compiled-script.ts';
import { converse } from './testing/converse.ts';
import { smallScript } from './testing/small-script.ts';

it('keeps what was keyed in secret from the ear, from the colleague who takes over and from every fact; functions are given it', () => {
  const script = smallScript(
    {
      start: {
        kind: 'digits',
        slot: 'pin',
        maxDigits: 6,
        secret: true,
        say: '请输入密码。',
        branches: [{ on: 'ok', to: 'check' }],
      },
      check: {
        kind: 'function',
        name: 'lookup-profile',
        args: { pin: '{pin}' },
        say: '您输的是{pin}。',
        branches: [{ on: 'any', to: 'person' }],
      },
      person: { kind: 'transfer', branches: [{ on: 'failed', to: 'bye' }] },
      bye: { kind: 'end', say: '再见。' },
    },
    { slots: { pin: { name: '密码', entity: { type: 'digits' } } } },
  );
  const { moves, said } = converse(compileScript(script), '#135792');
  expect(said.at(-1)).toContain('您输的是。');
  const asked = moves.filter((move) => move.kind === 'call-function');
  expect(asked.map(({ args }) => args)).toEqual([{ pin: '135792' }]);
  expect(JSON.stringify(moves.filter((move) => move.kind !== 'call-function'))).not.toContain('135792');
});
