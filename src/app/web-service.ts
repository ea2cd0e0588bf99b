import { openAskOutside } from '../foundation/ask-outside.ts';
import { resolveSecret } from '../lines/index.ts';
import { askWebService, type IvrPorts } from '../switchboard/index.ts';
import type { Office } from './open-office.ts';

/** How flows ask web services: those in public, and hosts that the operator names. */
export function webServiceOf({ config, world }: Pick<Office, 'config' | 'world'>): IvrPorts['fetch'] {
  const { clock, logger, secrets } = world;
  return askWebService({
    ask: openAskOutside({ clock, allowedHosts: config.httpAllow }),
    secretOf: (reference) => resolveSecret(reference, secrets),
    logger,
  });
}
