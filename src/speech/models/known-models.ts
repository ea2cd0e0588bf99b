import { denoisers } from './denoisers.ts';
import type { ModelManifest } from './model-manifest.ts';
import { offlineRecognizers } from './offline-recognizers.ts';
import { streamingRecognizers } from './streaming-recognizers.ts';
import { voices } from './voices.ts';

/** Models that can be pulled by name. Any other one comes in by `from: { folder }`. */
export const knownModels: readonly ModelManifest[] = [
  ...streamingRecognizers,
  ...offlineRecognizers,
  ...voices,
  ...denoisers,
];
