import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { modelsFolder } from '../src/speech/testing/models-folder.ts';
import { mediaPaths, printMethod, printResult, type Bench, type BenchOptions } from './report.ts';

/** `npm run bench -- NAME [--quick] [OPTIONS]`: runs `bench/NAME-bench.ts`. Ends with 1 where the budget does not hold. */
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('-bench.ts'))
  .map((file) => file.replace('-bench.ts', ''));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    path: { type: 'string', default: 'auto' },
    corpus: { type: 'string' },
    wavs: { type: 'string' },
    recognizer: { type: 'string' },
    expect: { type: 'string' },
    models: { type: 'string' },
    calls: { type: 'boolean', default: false },
    train: { type: 'string' },
    test: { type: 'string' },
  },
});
const [name = ''] = positionals;
const path = mediaPaths.find((known) => known === values.path);

if (names.includes(name) && path !== undefined) {
  const { quick, calls, corpus = null, wavs = null, recognizer = null, expect = null, models = modelsFolder } = values;
  const { train = null, test = null } = values;
  const options: BenchOptions = { quick, path, calls, corpus, wavs, recognizer, expect, models, train, test };
  const { bench } = (await import(`./${name}-bench.ts`)) as { readonly bench: Bench };
  printMethod(name, bench, options);
  const result = await bench.run(options);
  printResult(result);
  process.exit(result.holds ? 0 : 1);
} else {
  console.error(
    `no bench '${name}' with path '${values.path}'; wanted: npm run bench -- ${names.join('|')} [--quick] [--path ${mediaPaths.join('|')}] [--corpus DIR] [--calls] [--wavs DIR] [--recognizer NAME] [--expect labels|FILE] [--models DIR] [--train FILE] [--test FILE]`,
  );
  process.exit(2);
}
