// A program that holds calls, journals them, and is gone before anybody has taken their records: `FOLDER SCRIPT-FILE CALLS`.
import { readFile } from 'node:fs/promises';
import { openJournal } from '../../call/index.ts';
import { holdLiveDialogue } from '../../call/testing/live-dialogue.ts';
import { systemClock } from '../../foundation/clock.ts';
import { seededRandom } from '../../foundation/random.ts';
import { loadScriptFile } from '../../scripts/index.ts';
import { customerOf } from '../customer/customer.ts';
import { standardPersonas } from '../customer/standard-personas.ts';

const [folder = '', file = '', calls = '0'] = process.argv.slice(2);
const { document } = loadScriptFile(await readFile(file, 'utf8'));
if (document === null) throw new Error(`${file} is no script`);
const { journal } = await openJournal(folder, systemClock);
const people = standardPersonas.filter(({ answeredBy }) => answeredBy === undefined);
for (let index = 0; index < Number(calls); index++) {
  const random = seededRandom(index);
  const persona = people[index % people.length];
  if (persona === undefined) break;
  await holdLiveDialogue(document, {
    callId: `n1-01890000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
    customer: customerOf(persona, random),
    random,
    journal,
    functionAnswers:
      index % 5 === 0
        ? { ok: false, reason: 'away' }
        : { ok: true, values: { orderId: 'o-1', orderNumber: `B${index}` } },
  });
}
journal.flush();
process.exit(0);
