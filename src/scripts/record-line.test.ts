import { describe, expect, it } from 'vitest';
import { diffScripts } from './diff/diff-scripts.ts';
import { linesByPlace, withRecording } from './record-line.ts';
import { sampleScript } from './testing/sample-scripts.ts';

describe('withRecording()', () => {
  const document = sampleScript('insurance');

  it('gives any wording of a script a recording, and changes nothing else', () => {
    for (const [place, text] of linesByPlace(document)) {
      const changes = diffScripts(document, withRecording(document, place, 'a.wav'));
      expect(changes).toMatchObject([{ kind: 'changed', part: 'utterance', place, after: { text, audio: 'a.wav' } }]);
    }
    expect(linesByPlace(document).size).toBeGreaterThan(50);
  });

  it('names wordings as diffs do, and says how where there is none of that name', () => {
    expect(linesByPlace(document).get('knowledge claim answers 1')).toMatch(/^理赔在手机上/u);
    expect(() => withRecording(document, 'main/nowhere say 1', 'a.wav')).toThrow(
      "script 'insurance' has no wording 'main/nowhere say 1': they are named like 'main/greeting say 1'",
    );
  });
});
