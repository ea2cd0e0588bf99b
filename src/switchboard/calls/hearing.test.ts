import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hearing, type HearingRow, type Listener } from './hearing.ts';

const member = (legId: string, more: Partial<Listener> = {}): Listener => ({
  legId,
  role: 'member',
  group: 0,
  held: false,
  holdsUs: false,
  watches: null,
  ...more,
});

const roles = ['caller', 'callee', 'agent', 'member', 'listener', 'whisperer'] as const;
const isSupervisor = ({ role }: Listener): boolean => role === 'listener' || role === 'whisperer';
const rowOf = (parties: readonly Listener[], legId: string): HearingRow =>
  hearing(parties).find((row) => row.legId === legId) as HearingRow;
/** `a: b c` hears those two, `♪` music. */
const drawn = (...parties: readonly Listener[]): readonly string[] =>
  hearing(parties).map(({ legId, voices, music }) =>
    `${legId}: ${[...voices, ...(music ? ['♪'] : [])].join(' ')}`.trim(),
  );

describe('who hears whom', () => {
  it('members hear all the others, and nobody alone hears anything', () => {
    expect(drawn(member('a'))).toEqual(['a:']);
    expect(drawn(member('a'), member('b'), member('c'))).toEqual(['a: b c', 'b: a c', 'c: a b']);
  });

  it('a consultation is heard by nobody else, and who waits for it hears music', () => {
    expect(drawn(member('a'), member('b', { group: 1 }), member('c', { group: 1 }))).toEqual(['a: ♪', 'b: c', 'c: b']);
  });

  it('who is put on hold hears music, and who did it silence; a telephone that holds us leaves the other with music', () => {
    expect(drawn(member('a', { held: true }), member('b'))).toEqual(['a: ♪', 'b:']);
    expect(drawn(member('a'), member('b', { holdsUs: true }))).toEqual(['a: ♪', 'b: a']);
    expect(drawn(member('a', { held: true }), member('b'), member('c'))).toEqual(['a: ♪', 'b: c', 'c: b']);
  });

  it('a listener is heard by nobody, and hears what is said and played to the one he watches', () => {
    const parties = [member('a'), member('b'), member('s', { role: 'listener', watches: 'b' })];
    expect(drawn(...parties)).toEqual(['a: b', 'b: a', 's: a b']);
    expect(rowOf(parties, 's').prompts).toEqual(['a', 'b']);
  });

  it('a whisperer is heard by one alone, also where that one is consulting', () => {
    const whisperer = member('s', { role: 'whisperer', watches: 'b' });
    expect(drawn(member('a'), member('b'), whisperer)).toEqual(['a: b', 'b: a s', 's: a b']);
    expect(drawn(member('a'), member('b', { group: 1 }), member('c', { group: 1 }), whisperer)).toEqual([
      'a: ♪',
      'b: c s',
      'c: b',
      's: b c',
    ]);
  });

  it('nobody hears himself, a listener, one on hold, or another group, and music is never with a voice of the group', () => {
    const parties = fc
      .array(
        fc.record({
          role: fc.constantFrom(...roles),
          group: fc.integer({ min: 0, max: 2 }),
          held: fc.boolean(),
          holdsUs: fc.boolean(),
          watched: fc.nat({ max: 6 }),
        }),
        { maxLength: 7 },
      )
      .map((list) =>
        list.map(({ watched, role, ...rest }, index): Listener => {
          const supervises = role === 'listener' || role === 'whisperer';
          return {
            ...rest,
            role,
            legId: `${index}`,
            watches: supervises ? `${watched}` : null,
          };
        }),
      );
    fc.assert(
      fc.property(parties, (list) => {
        const byId = new Map(list.map((party) => [party.legId, party]));
        for (const { legId, voices, music } of hearing(list)) {
          const listener = byId.get(legId) as Listener;
          const speakers = voices.map((voice) => byId.get(voice) as Listener);
          const supervisors = speakers.filter(isSupervisor);
          const members = speakers.filter((speaker) => !isSupervisor(speaker));
          expect(supervisors.every(({ role, watches }) => role === 'whisperer' && watches === legId)).toBe(true);
          expect(members.every(({ held, holdsUs }) => !held && !holdsUs)).toBe(true);
          expect(members.every(({ group }) => isSupervisor(listener) || group === listener.group)).toBe(true);
          expect(members.includes(listener)).toBe(false);
          expect(music && members.length > 0).toBe(false);
        }
      }),
    );
  });
});
