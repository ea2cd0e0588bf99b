import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { framesOf } from '../../../audio/index.ts';
import { systemClock } from '../../../foundation/clock.ts';
import type { Engine } from '../../engines/engine-server.ts';
import type { InstalledModel } from '../../models/installed-model.ts';
import { pullModel } from '../../models/pull-model.ts';
import { engineSession } from '../../testing/engine-session.ts';
import { modelsFolder } from '../../testing/models-folder.ts';

export const realGtcrn = join(modelsFolder, 'denoise/gtcrn_simple.sherpa.onnx');

/** Installs the real model in `folder`. */
export async function pullRealGtcrn(folder: string): Promise<InstalledModel> {
  const source = join(folder, 'source');
  await mkdir(source);
  await copyFile(realGtcrn, join(source, 'gtcrn_simple.sherpa.onnx'));
  return pullModel('own', { modelFolder: folder, clock: systemClock, from: { folder: source } });
}

/** A voice of its own in the engine: the frames as they come back. */
export function cleanedBy(engine: Engine, sound: Int16Array): Int16Array {
  const session = engineSession(engine);
  session.received({ kind: 'open', id: 1, options: { language: 'cmn', hotwords: [] } });
  for (const [at, samples] of framesOf(sound).entries())
    session.received({ kind: 'audio', id: 1, frameAtMs: at * 20, samples });
  session.closed();
  return Int16Array.from(session.replies.flatMap((reply) => (reply.kind === 'chunk' ? [...reply.samples] : [])));
}
