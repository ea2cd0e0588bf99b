import { speechLanguages } from '../../link/speech-sockets.ts';
import type { StreamOptions } from '../../link/wire.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { SocketTurns, type SocketTurn } from './socket-turns.ts';

/** A service at 8 kHz that opens a WebSocket for each turn, as `turnOf` says; it hears all our languages where the settings name none. */
export function socketHearing(
  {
    name,
    languages = speechLanguages,
  }: Pick<HearingService, 'name'> & {
    readonly languages?: HearingService['languages'] | undefined;
  },
  { clock }: ServiceParts,
  turnOf: (options: StreamOptions) => SocketTurn,
): HearingService {
  const turns = new SocketTurns(clock);
  return {
    name,
    languages,
    sampleRateHz: 8_000,
    open: (options, turn) => turns.open(turnOf(options), turn),
    close: async () => turns.closeAll(),
  };
}
