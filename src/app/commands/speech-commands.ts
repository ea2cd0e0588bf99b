import { z } from 'zod';
import { speechSettingsSchema, type SpeechBoard, type SpeechSettings } from '../../contract/speech-settings.ts';
import { usageFilterSchema, type UsageRow } from '../../contract/speech-usage.ts';
import { reportUsage } from '../../records/index.ts';
import { speechCapabilities } from '../../speech/index.ts';
import type { Office } from '../open-office.ts';
import { assertSpeechHere, settingsWords, speechHere } from '../speech-of-tenants.ts';
import { wantedEngines } from '../wanted-engines.ts';
import { officeCommand, programOf } from './command.ts';
import { tenantNamed, whose } from './tenant-named.ts';

/** What the running program can do; without one, what it would. */
async function here(office: Office): Promise<SpeechBoard['here']> {
  const program = programOf(office);
  if (program) return speechHere(program.speech.capabilities);
  const wanted = await wantedEngines(office.config, office.world);
  const installed = await speechCapabilities(wanted);
  const services = (part: 'hears' | 'speaks') => wanted.services.filter(({ kind }) => kind === part || kind === 'both');
  return speechHere({
    recognizers: [
      ...services('hears'),
      ...installed.recognizers.filter(({ name, closedSet }) => wanted.recognizers?.includes(name) ?? !closedSet),
    ],
    synthesizers: [...services('speaks'), ...installed.synthesizers],
    denoiser: installed.denoiser,
  });
}

function boardText({ settings, here: known }: SpeechBoard): string {
  return [
    ...settingsWords(settings),
    `here to hear: ${known.recognizers.join(', ') || 'none'}`,
    `here to speak: ${known.synthesizers.join(', ') || 'none'}`,
    `here to take noise out: ${known.denoiser ?? 'none'}`,
  ].join('\n');
}

/** `speech show`: how a tenant's calls hear and speak, and what there is to choose from. */
export const speechShow = officeCommand(z.object(whose), async (office, { tenant }) => {
  const board = { settings: office.speechSettings.of(await tenantNamed(office, tenant)), here: await here(office) };
  return { json: board, text: boardText(board) };
});

// Without the defaults: what is not given stays as it is.
const { recognizers, synthesizers, denoise, gainControl } = speechSettingsSchema.shape;
const setArgs = z.object({
  ...whose,
  recognizers: recognizers.unwrap().optional(),
  synthesizers: synthesizers.unwrap().optional(),
  denoise: denoise.unwrap().optional(),
  gainControl: gainControl.unwrap().optional(),
});

/** `speech set`: changes what is given and leaves the rest; calls in the air keep what they have. */
export const speechSet = officeCommand(setArgs, async (office, { tenant, ...changes }) => {
  const tenantId = await tenantNamed(office, tenant);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const settings: SpeechSettings = { ...office.speechSettings.of(tenantId), ...given };
  const known = await here(office);
  assertSpeechHere(settings, known);
  await office.speechSettings.set(tenantId, settings);
  const board = { settings, here: known };
  return { json: board, text: boardText(board) };
});

const usageHeadings = ['day', 'provider', 'calls', 'recognizedSec', 'synthesizedChars', 'cachedChars', 'modelTokens'];

function usageText(rows: readonly UsageRow[]): string {
  const lines = rows.map((row) =>
    [
      row.day,
      row.provider,
      row.calls,
      row.recognizedSec.toFixed(1),
      row.synthesizedChars,
      row.cachedChars,
      row.modelTokens,
    ].join('\t'),
  );
  return [usageHeadings.join('\t'), ...lines].join('\n');
}

/** `report usage`: seconds heard and characters said, by day and provider. */
export const reportUsageCommand = officeCommand(
  usageFilterSchema.safeExtend(whose),
  async (office, { tenant, ...days }) => {
    const { database, config } = office;
    const rows = await reportUsage(database, await tenantNamed(office, tenant), days, config.utcOffsetMinutes);
    return { json: { rows }, text: rows.length === 0 ? 'nothing was used in these days' : usageText(rows) };
  },
);
