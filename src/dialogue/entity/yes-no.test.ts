import { describe, expect, it } from 'vitest';
import { compileScript } from '../compiled-script.ts';
import { converse } from '../testing/converse.ts';
import { smallScript } from '../testing/small-script.ts';

const asks = compileScript(
  smallScript(
    {
      start: { kind: 'slot', slot: 'insured', say: '您现在有保险吗？', branches: [{ on: 'ok', to: 'end' }] },
      end: { kind: 'end' },
    },
    { slots: { insured: { name: '有无保险', entity: { type: 'yes-no' } } } },
  ),
);

/** A line a sentence: `SENTENCE → yes`, or the sentence alone where it is neither. */
const rows = `
有 → yes
有的 → yes
有啊 → yes
是的 → yes
对 → yes
对的 → yes
嗯，对 → yes
嗯 → yes
没错 → yes
可以 → yes
行 → yes
好的 → yes
好啊 → yes
当然 → yes
是啊 → yes
没问题 → yes
需要 → yes
确认 → yes
没有 → no
没有啊 → no
还没有 → no
不是 → no
不是的 → no
不对 → no
不要 → no
不需要 → no
不用了 → no
不可以 → no
不行 → no
没 → no
我没有 → no
不太方便 → no
三十万
下周三
你是谁
什么意思
苹果
多少钱
我姓王
喂`
  .trim()
  .split('\n')
  .map((row) => row.split(' → '));

describe('yes-no, asked for', () => {
  it('is judged by enough sentences', () => {
    const holding = rows.filter(({ length }) => length > 1).length;
    expect(holding).toBeGreaterThanOrEqual(30);
    expect(rows.length - holding).toBeGreaterThanOrEqual(rows.length / 5);
  });
  it.each(rows)('in "%s" is %s', (sentence, value) => {
    expect(converse(asks, sentence ?? '').memory.slots['insured']?.value).toBe(value);
  });
});
