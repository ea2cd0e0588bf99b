import { readdirSync } from 'node:fs';
import { printMethod, printResult, type Bench } from './report.ts';

/** `npm run bench -- NAME [--quick]`: runs `bench/NAME.ts`. Ends with 1 where the budget does not hold. */
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('-bench.ts'))
  .map((file) => file.replace('-bench.ts', ''));
const [name = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

if (names.includes(name)) {
  const options = { quick: process.argv.includes('--quick') };
  const { bench } = (await import(`./${name}-bench.ts`)) as { readonly bench: Bench };
  printMethod(name, bench, options);
  const result = await bench.run(options);
  printResult(result);
  process.exit(result.holds ? 0 : 1);
} else {
  console.error(`no bench '${name}'; wanted: npm run bench -- ${names.join('|')} [--quick]`);
  process.exit(2);
}
