import type { Config } from './config.ts';
import type { World } from './open-office.ts';
import { speechFolders } from './speech-folders.ts';
import { loadSpeechServices } from './speech-services.ts';

/** What a program of this configuration starts that hears and speaks. Rejects with `bad-speech-services`. */
export async function wantedEngines(
  config: Config,
  { secrets, logger, clock }: Pick<World, 'secrets' | 'logger' | 'clock'>,
) {
  return {
    ...speechFolders(config),
    ...(config.recognizers && { recognizers: config.recognizers }),
    services: await loadSpeechServices(config.speechServicesFile, { secrets, allowedHosts: config.httpAllow }),
    logger,
    clock,
  };
}
