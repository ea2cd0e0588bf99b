import { isDeepStrictEqual } from 'node:util';
import type { ScriptDocument } from '../contract/script-document.ts';

/** The order of keys, which jsonb does not keep, and absent or undefined are no difference. */
export function sameDocument(left: ScriptDocument, right: ScriptDocument): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right)));
}
