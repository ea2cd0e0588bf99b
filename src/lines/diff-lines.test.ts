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

  it('sees queues, calendars and routes, and a route that moved', () => {
    const calendar = { name: 'office', open: [{ from: '09:00', to: '18:00' }] };
    const queue = { name: 'sales' };
    const to = { kind: 'queue', queue: 'sales' };
    const [day, night, vip] = ['day', 'night', 'vip'].map((name) => ({ name, dialed: ['95...'], to }));
    const document = (more: object): LinesDocument => linesDocumentSchema.parse({ queues: [queue], ...more });
    expect(
      diffLines(
        document({ routes: [day, night] }),
        document({ calendars: [calendar], queues: [{ ...queue, wrapUpMs: 0 }], routes: [vip, night, day] }),
      ),
    ).toEqual([
      { kind: 'calendar', name: 'office', change: 'added', fields: [] },
      { kind: 'queue', name: 'sales', change: 'changed', fields: ['wrapUpMs'] },
      { kind: 'route', name: 'vip', change: 'added', fields: [] },
      { kind: 'route', name: 'night', change: 'changed', fields: ['order'] },
      { kind: 'route', name: 'day', change: 'changed', fields: ['order'] },
    ]);
  });
});
