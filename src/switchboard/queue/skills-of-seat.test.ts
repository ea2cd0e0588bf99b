import { expect, test } from 'vitest';
import { skillsOfSeat } from './skills-of-seat.ts';

test('a skill without a level is in the middle, and a level without a skill is none', () => {
  expect(skillsOfSeat({ skills: ['loans', 'cards'], skillLevels: { cards: 9, french: 10 } })).toEqual({
    loans: 5,
    cards: 9,
  });
});
