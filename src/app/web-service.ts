import { askWebService, type AskWebService } from '../foundation/ask-web-service.ts';
import { openAskOutside } from '../foundation/ask-outside.ts';
import { resolveSecret } from '../lines/index.ts';
import type { Office } from './open-office.ts';

/** How flows and scripts ask web services: those in public, and hosts that the operator names. */
export function webServiceOf({ config, world }: Pick<Office, 'config' | 'world'>): AskWebService {
  const { clock, logger, secrets } = world;
  return askWebService({
    ask: openAskOutside({ clock, allowedHosts: config.httpAllow }),
    secretOf: (reference) => resolveSecret(reference, secrets),
    logger,
  });
}
