import { describe, expect, it } from 'vitest';
import type { Entity } from '../../contract/script-document.ts';
import { extractEntity } from '../entity/extract-entity.ts';
import { mondayTen } from './converse.ts';

const fewestForms = 30;

/**
 * Judges what is understood where `entity` is asked for: a line a sentence, `SENTENCE → VALUE`, or the sentence alone where it holds none.
 * A table must have 30 sentences that hold a value, and a fifth as many again that hold none.
 */
export function judgeEntity(entity: Entity, table: string): void {
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.trim().split(' → '));
  const holding = rows.filter(({ length }) => length > 1).length;
  describe(`${entity.type}, asked for on a Monday at ten`, () => {
    it('is judged by enough sentences', () => {
      expect(holding).toBeGreaterThanOrEqual(fewestForms);
      expect(rows.length - holding).toBeGreaterThanOrEqual(rows.length / 5);
      expect(new Set(rows.map(([sentence]) => sentence)).size).toBe(rows.length);
    });
    it.each(rows)('in "%s" is %s', (sentence, value) => {
      expect(extractEntity(entity, sentence ?? '', 'asked', mondayTen)).toBe(value ?? null);
    });
  });
}
