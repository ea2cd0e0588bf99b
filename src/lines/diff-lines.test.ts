import { describe, expect, it } from 'vitest';
import { linesDocumentSchema, type LinesDocument } from '../contract/lines-document.ts';
import { diffLines } from './diff-lines.ts';

const trunk = { name: 'main', proxy: '192.0.2.1', callerNumbers: ['+861088886666'] };
const seat = { name: 'agent1', address: 'sip:agent1@192.0.2.7' };
const lines = (trunks: object[], seats: object[] = []): LinesDocument => linesDocumentSchema.parse({ trunks, seats });

describe('diffLines', () => {
  it('sees nothing where only the order changed', () => {
    const other = { ...trunk, name: 'other' };
    expect(diffLines(lines([trunk, other]), lines([other, trunk]))).toEqual([]);
  });

  it('names what was added, what was removed and the fields that changed', () => {
    const before = lines([trunk, { ...trunk, name: 'old' }], [seat]);
    const after = lines(
      [{ ...trunk, maxCalls: 60, username: 'u', calleeFormat: { style: 'country' } }],
      [
        { ...seat, skills: ['insurance'] },
        { ...seat, name: 'agent2' },
      ],
    );
    expect(diffLines(before, after)).toEqual([
      { kind: 'trunk', name: 'main', change: 'changed', fields: ['calleeFormat.style', 'maxCalls', 'username'] },
      { kind: 'trunk', name: 'old', change: 'removed', fields: [] },
      { kind: 'seat', name: 'agent1', change: 'changed', fields: ['skills'] },
      { kind: 'seat', name: 'agent2', change: 'added', fields: [] },
    ]);
  });
});
