import { join } from 'node:path';
import type { Config } from './config.ts';

/** Where the speech engines keep their sockets and find their models. */
export function speechFolders({ dataFolder, modelFolder, pocketSphinxFolder }: Config) {
  return {
    dataFolder,
    modelFolder: modelFolder ?? join(dataFolder, 'models'),
    ...(pocketSphinxFolder !== null && { pocketSphinxFolder }),
  };
}
