import { z } from 'zod';
import { markNumber, numberStandings, type NumberStanding } from '../../campaign/index.ts';
import { ownedNumbers } from '../doors/number-doors.ts';
import { officeCommand } from './command.ts';

export const numberList = officeCommand(z.object({}), async (office) => {
  const pool = await ownedNumbers(office, office.tenantId);
  const standings = await numberStandings(office.campaigns, office.tenantId, pool);
  return { json: standings, text: standings.map(inWords).join('\n') || 'no trunk has a number yet' };
});

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function inWords({ number, dials, answered, rest }: NumberStanding): string {
  const rate = dials < 1 ? 'not dialed of late' : `${percent(answered / dials)} of ${Math.round(dials)} dials answered`;
  if (rest === null) return `${number}\t${rate}`;
  const why =
    rest.kind === 'marked' ? `marked: ${rest.reason}` : `rests: the others are answered ${percent(rest.rateOfOthers)}`;
  return `${number}\t${rate}\t${why}`;
}

const numberSchema = z.object({ number: z.string().min(1) });
const markArgs = numberSchema.extend({ reason: z.string().min(1).max(200) });

export const numberMark = officeCommand(markArgs, async (office, { number, reason }) => {
  const owned = await ownedNumbers(office, office.tenantId);
  await markNumber(office.campaigns, office.tenantId, owned, number, reason);
  return { json: { number, marked: true }, text: `${number} is marked: no campaign shows it` };
});

export const numberUnmark = officeCommand(numberSchema, async (office, { number }) => {
  const owned = await ownedNumbers(office, office.tenantId);
  await markNumber(office.campaigns, office.tenantId, owned, number, null);
  return { json: { number, marked: false }, text: `${number} is shown again` };
});
