import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzTargets } from './fuzz-targets.ts';
import { holds, runFuzz, type Finding } from './run-fuzz.ts';

/**
 * `npm run fuzz -- sip|sdp|rtp [--inputs N] [--seed S] [--out FOLDER]`: prints one line of JSON and ends with 1 where the
 * budget does not hold. What crashed or was slow is written to FOLDER, so that it can become a test.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: '.cache/fuzz' },
  },
});
const [kind = ''] = positionals;
const open = Object.hasOwn(fuzzTargets, kind) ? fuzzTargets[kind] : undefined;
const inputs = Number(values.inputs);
const seed = Number(values.seed);

if (!open || !Number.isInteger(inputs) || inputs < 1 || !Number.isInteger(seed)) {
  const kinds = Object.keys(fuzzTargets).join('|');
  console.error(`wanted: npm run fuzz -- ${kinds} [--inputs N] [--seed S] [--out FOLDER]`);
  process.exit(2);
}

let findings = 0;
const report = ({ input, what }: Finding): void => {
  findings++;
  // The first hundred are enough to work on.
  if (findings > 100) return;
  mkdirSync(values.out, { recursive: true });
  const file = join(values.out, `${kind}-${seed}-${findings}.bin`);
  writeFileSync(file, input);
  console.error(`${file}: ${what}`);
};
const result = await runFuzz({ kind, open, inputs, seed, report });
console.log(JSON.stringify(result));
process.exit(holds(result) ? 0 : 1);
