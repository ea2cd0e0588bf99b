import { startAttackedProgram, type AttackedProgram } from './attacked-program.ts';
import type { AttackResult } from './attack-result.ts';
import { compareAnswers } from './compare-answers.ts';
import { guessKeys } from './guess-keys.ts';
import { injectSound } from './inject-sound.ts';
import { crackPassword, findExtensions, withoutSipvicious } from './sipvicious.ts';
import { tollFraud } from './toll-fraud.ts';
import { askUnproven } from './unproven.ts';

/**
 * `npm run attack [-- NAME …]`: attacks a whole program on loopback as strangers do, one attack after the other. Prints one
 * line of JSON, and ends with 1 where one of them does not hold.
 */
const attacks: Readonly<Record<string, (attacked: AttackedProgram) => Promise<AttackResult>>> = {
  answers: compareAnswers,
  'toll-fraud': tollFraud,
  'rtp-injection': injectSound,
  unproven: askUnproven,
  'api-keys': guessKeys,
  svwar: findExtensions,
  svcrack: crackPassword,
};
const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(attacks);
const unknown = names.find((name) => !Object.hasOwn(attacks, name));
if (unknown !== undefined || (withoutSipvicious !== null && names.some((name) => name.startsWith('sv')))) {
  console.error(
    unknown === undefined ? withoutSipvicious : `wanted: npm run attack [-- ${Object.keys(attacks).join(' | ')}]`,
  );
  process.exit(2);
}

const attacked = await startAttackedProgram();
const results: AttackResult[] = [];
for (const [name, attack] of Object.entries(attacks)) {
  if (!names.includes(name)) continue;
  console.error(`attack: ${name}`);
  results.push(await attack(attacked));
}
await attacked.close();
const holds = results.every((result) => result.holds);
console.log(JSON.stringify({ attacks: results, holds }));
process.exit(holds ? 0 : 1);
