import type { ApiDoors } from '../../api/index.ts';
import type { SpeechBoard } from '../../contract/speech-settings.ts';
import { reportUsage } from '../../records/index.ts';
import type { Office } from '../open-office.ts';
import { assertSpeechHere } from '../speech-of-tenants.ts';

/** Speech as administrators set it, and what it used. `here` is what the program's engines can do. */
export function speechDoors(
  { database, speechSettings, config, world: { logger } }: Office,
  here: SpeechBoard['here'],
): ApiDoors['speech'] {
  return {
    board: (tenantId) => ({ settings: speechSettings.of(tenantId), here }),
    async set(tenantId, settings, by) {
      assertSpeechHere(settings, here);
      await speechSettings.set(tenantId, settings);
      logger.info({ tenantId, by, settings }, 'speech settings were changed');
      return { settings, here };
    },
    usage: (tenantId, filter) => reportUsage(database, tenantId, filter, config.utcOffsetMinutes),
  };
}
