import { join } from 'node:path';
import { makeCorpus } from './answer/corpus.ts';
import { writeLabelled } from './answer/labelled-files.ts';
import { loadRealVoices } from './answer/voices.ts';
import { modelsFolder } from '../src/speech/testing/models-folder.ts';

/** `node bin/run-ts.mjs bench/answer-corpus.ts DIR`: writes both halves of the corpus of answers, as `bench -- answer --corpus` takes them. */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('wanted: node bin/run-ts.mjs bench/answer-corpus.ts DIR');
  process.exit(2);
}
const real = await loadRealVoices(modelsFolder);
if (typeof real === 'string') console.log(`no real speech: ${real}`);
for (const [half, name] of [
  [0, 'tuned'],
  [1, 'judged'],
] as const) {
  const corpus = await makeCorpus(half, typeof real === 'string' ? null : real, 2);
  await writeLabelled(join(folder, name), corpus);
  console.log(`${join(folder, name)}: ${corpus.cases.length} sounds, ${corpus.enrolled.length} known recordings`);
}
