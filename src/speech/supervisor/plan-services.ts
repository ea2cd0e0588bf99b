import { randomUUID } from 'node:crypto';
import type { Clock } from '../../foundation/clock.ts';
import type { EngineSocket } from '../link/speech-sockets.ts';
import type { ServiceParts } from '../services/hearing-service.ts';
import type { SpeechServiceInClear } from '../services/vendor.ts';
import { vendorOf } from '../services/vendors.ts';

/** One process for one part of one service: a key that is refused or a vendor's fault costs that part alone. */
export interface PlannedService {
  readonly role: 'recognizer' | 'synthesizer';
  readonly what: string;
  readonly socket: EngineSocket;
  readonly entry: 'service-entry';
  readonly args: readonly string[];
  /** Told over the IPC channel, since it holds secrets. */
  readonly input: SpeechServiceInClear;
}

/** What to start for services elsewhere, in their order; the sockets' paths are bare names. */
export function planServices(services: readonly SpeechServiceInClear[], clock: Clock): PlannedService[] {
  const parts: ServiceParts = { clock, uuid: randomUUID, nowMs: () => clock.now() };
  return services.flatMap((input, index) => {
    const { name, vendor, kind } = input;
    const known = vendorOf(vendor);
    const hearing = kind === 'speaks' ? null : (known?.hears?.(input, parts) ?? null);
    const speaking = kind === 'hears' ? null : (known?.speaks?.(input, parts) ?? null);
    // Made for its languages alone: it asks nothing before a turn is opened.
    void hearing?.close();
    void speaking?.close();
    const planned: PlannedService[] = [];
    if (hearing)
      planned.push({
        role: 'recognizer',
        what: `recognition service '${name}'`,
        socket: { name, socketPath: `far-hear-${index}`, languages: hearing.languages },
        entry: 'service-entry',
        args: ['hears'],
        input,
      });
    if (speaking)
      planned.push({
        role: 'synthesizer',
        what: `synthesis service '${name}'`,
        socket: { name, socketPath: `far-say-${index}`, languages: speaking.abilities.languages },
        entry: 'service-entry',
        args: ['speaks'],
        input,
      });
    return planned;
  });
}
