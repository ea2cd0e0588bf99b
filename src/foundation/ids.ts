import { randomUUID } from 'node:crypto';

/** Makes a new unique id (UUID). Passed in, so that tests can count. */
export type NewId = () => string;

export const newUuid: NewId = () => randomUUID();

/** Ids for tests: UUID-shaped, counting from 1. */
export function countingIds(prefix = 0): NewId {
  let last = 0;
  return () => `00000000-0000-4000-8${prefix.toString(16).padStart(3, '0')}-${(++last).toString(16).padStart(12, '0')}`;
}
