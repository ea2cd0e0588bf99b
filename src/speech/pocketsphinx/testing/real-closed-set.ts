import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelsFolder } from '../../testing/models-folder.ts';
import { loadPocketSphinx } from '../library.ts';

/** Folder of a real model, Mandarin at 8 kHz. */
export const realClosedSet = join(modelsFolder, 'asr/pocketsphinx-zh-tdt8k');

/** Whether that model is here, and PocketSphinx with it. */
export function canHearRealClosedSet(): boolean {
  try {
    loadPocketSphinx();
    return existsSync(realClosedSet);
  } catch {
    return false;
  }
}
