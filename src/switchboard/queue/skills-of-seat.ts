import type { Seat } from '../../contract/lines-document.ts';

const usualLevel = 5;

/** What a seat is able to, and how well, as `agent-signed-in` wants it. */
export function skillsOfSeat(seat: Pick<Seat, 'skills' | 'skillLevels'>): Readonly<Record<string, number>> {
  return Object.fromEntries(seat.skills.map((skill) => [skill, seat.skillLevels?.[skill] ?? usualLevel]));
}
