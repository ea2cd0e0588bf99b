import { rm } from 'node:fs/promises';
import type { Clock } from '../../foundation/clock.ts';
import { prepareClusterPlace } from './cluster-place.ts';
import { stopPostmaster } from './postmaster.ts';

/** Stops and deletes the embedded database of a data folder, wherever it lies: for demos and rehearsals that begin anew. */
export async function removeEmbeddedDatabase(dataFolder: string, clock: Clock): Promise<void> {
  const place = await prepareClusterPlace(dataFolder);
  await stopPostmaster(place, clock);
  for (const folder of [place.base, place.socketFolder]) await rm(folder, { recursive: true, force: true });
}
