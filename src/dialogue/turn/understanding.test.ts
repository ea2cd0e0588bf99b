import { describe, expect, it } from 'vitest';
import type { Understanding } from '../../contract/kept-dialogue.ts';
import { advance } from '../advance.ts';
import { compileScript } from '../compiled-script.ts';
import { startMemory } from '../dialogue-memory.ts';
import { smallScript } from '../testing/small-script.ts';

const script = compileScript(
  smallScript(
    {
      start: {
        kind: 'speak',
        say: '方便吗？',
        branches: [
          { on: 'positive', to: 'bye' },
          { on: 'intent', intent: 'deliver', to: 'bye' },
        ],
      },
      bye: { kind: 'end', say: '再见。' },
    },
    {
      intents: [{ id: 'deliver', name: '问送货', samples: ['你们什么时候能送货上门'] }],
      patterns: {
        silence: { max: 2, say: '喂？' },
        noMatch: { max: 3, say: '没听清。' },
        clarify: { say: '您是问{meaning}吗？' },
      },
    },
  ),
);

/** What each of these words was taken for, said one after the other. */
function takenFor(...lines: readonly string[]): readonly (Understanding | null)[] {
  const begun = advance(script, startMemory(script, {}, { nowMs: 0, utcOffsetMinutes: 480 }), { kind: 'answered' });
  let { memory } = begun;
  return lines.map((text) => {
    const step = advance(script, memory, { kind: 'heard', text, confidence: 1 });
    memory = step.memory;
    return step.understanding;
  });
}
const ways = (...lines: readonly string[]): unknown => takenFor(...lines).map((taken) => taken?.as ?? null);

describe('what words were taken for', () => {
  it('is what they were read as, with how surely', () => {
    expect(takenFor('你们什么时候能送货上门')).toEqual([
      { as: 'understood', readings: [{ id: 'deliver', of: 'intent', polarity: 'neutral', confidence: 1 }] },
    ]);
  });

  it('is nothing where they are missed', () => {
    expect(takenFor('灶台上的水开了')).toEqual([{ as: 'missed', readings: [] }]);
  });

  it('is a doubt where we ask back, and a denial where that is answered by no', () => {
    expect(ways('什么时候送货呢上门', '不是')).toEqual(['doubted', 'denied']);
    expect(ways('什么时候送货呢上门', '我就是问送货上门的')).not.toContain('denied');
  });

  it('is not asked of sounds, nor of silence', () => {
    expect(ways('嗯')).toEqual([null]);
    expect(ways('')).toEqual([null]);
  });
});
