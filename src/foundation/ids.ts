import { randomUUID } from 'node:crypto';

/** Makes a new unique id (UUID). Passed in, so that tests can count. */
export type NewId = () => string;

export const newUuid: NewId = () => randomUUID();
