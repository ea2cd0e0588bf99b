import type { KeyPress } from '../telephony/index.ts';
import type { MediaCommand } from './media/media-messages.ts';

/** Of a press whose length nobody told. */
const usualKeyMs = 100;

/** A key by SIP INFO, for the leg that it was pressed on. Null for a hook flash, which is none of a menu's. */
export function toldKey(legId: string, { key: digit, durationMs }: KeyPress): MediaCommand | null {
  return digit === '!' ? null : { kind: 'key-told', legId, digit, durationMs: durationMs ?? usualKeyMs };
}
