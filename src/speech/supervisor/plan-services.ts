import { randomUUID } from 'node:crypto';
import type { MissingSpeech } from '../../contract/speech-table.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { EngineSocket } from '../link/speech-sockets.ts';
import type { ServiceParts } from '../services/hearing-service.ts';
import type { SpeechServiceInClear } from '../services/vendor.ts';
import { speechServiceProblems, vendorOf } from '../services/vendors.ts';

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

/** What cannot be started of services elsewhere: entries that their vendor does not take. */
export function unusableServices(services: readonly SpeechServiceInClear[]): MissingSpeech[] {
  return services.flatMap((service) => {
    const problems = speechServiceProblems(service);
    if (problems.length === 0) return [];
    return {
      what: service.kind === 'speaks' ? 'synthesizer' : 'recognizer',
      code: 'service-unfit',
      why: `speech service '${service.name}': ${problems.join('; ')}`,
      mend: mendOfService(service.name),
    };
  });
}

export const mendOfService = (name: string): string => `see the entry '${name}' of WAIHU_SPEECH_SERVICES`;

/** What to start for services elsewhere, in their order; the sockets' paths are bare names. */
export function planServices(services: readonly SpeechServiceInClear[], clock: Clock): PlannedService[] {
  const parts: ServiceParts = { clock, uuid: randomUUID };
  return services.flatMap((input, index) => {
    if (speechServiceProblems(input).length > 0) return [];
    const { name, vendor, kind } = input;
    const known = vendorOf(vendor);
    const hearing = kind === 'speaks' ? null : (known?.hears(input, parts) ?? null);
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
