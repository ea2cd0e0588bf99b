import type { ApiDoors } from '../../api/index.ts';
import { installedModels, measuredSpeed } from '../../speech/index.ts';
import type { LiveHalf } from '../open-live-half.ts';
import type { Office } from '../open-office.ts';
import type { SpeechFaults } from '../speech-faults.ts';
import { speechFolders } from '../speech-folders.ts';
import { speechTrial } from '../try-speech.ts';

export interface SpeechEngineParts extends Pick<LiveHalf, 'speech' | 'speechAbilities' | 'recognizers'> {
  readonly faults: SpeechFaults;
}

type Model = Awaited<ReturnType<typeof installedModels>>[number];

async function modelRow(model: Model) {
  const { name, task, languages, licence, files } = model;
  const speed = await measuredSpeed(model.folder);
  return {
    name,
    task,
    languages,
    licence,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    realTimeFactor: speed?.realTimeFactor ?? null,
    processor: speed?.processor ?? null,
  };
}

/** What hears and speaks in this program, with what was measured of it and what went wrong. */
export function speechEngineDoors(
  { config, speechSettings, world: { clock } }: Office,
  { speech, speechAbilities, recognizers, faults }: SpeechEngineParts,
): ApiDoors['speechEngines'] {
  const { capabilities } = speech;
  const trial = speechTrial(speech.sockets, clock);
  return {
    async table() {
      const installed = await installedModels(speechFolders(config).modelFolder);
      const models = await Promise.all(installed.map(modelRow));
      const known = (name: string) => ({
        realTimeFactor: models.find((model) => model.name === name)?.realTimeFactor ?? null,
        lastFault: faults.lastOf(name),
      });
      const placeOf = (name: string): number | null => {
        const index = recognizers.indexOf(name);
        return index === -1 ? null : index + 1;
      };
      const hearing = speechAbilities.recognizers.map((one) => ({
        ...one,
        ...known(one.name),
        order: placeOf(one.name),
      }));
      return {
        recognizers: hearing.sort((one, other) => (one.order ?? Infinity) - (other.order ?? Infinity)),
        voices: speechAbilities.voices.map((one) => ({ ...one, ...known(one.name) })),
        voiceDetector: capabilities.voiceDetector,
        models,
        missing: [...capabilities.missing],
      };
    },
    say: (tenantId, wanted) => trial({ ...wanted, preferred: speechSettings.of(tenantId).synthesizers ?? undefined }),
  };
}
