import { randomUUID } from 'node:crypto';
import { systemClock } from '../../foundation/clock.ts';
import { CodedError } from '../../foundation/errors.ts';
import { hearingEngineOfService } from '../services/hearing-engine-of-service.ts';
import { speakingEngineOfService } from '../services/speaking-engine-of-service.ts';
import type { SpeechServiceInClear } from '../services/vendor.ts';
import { vendorOf } from '../services/vendors.ts';
import { runEngine, thisProcess } from './engine-program.ts';

// Arguments: socket path, `hears` or `speaks`. The service comes over the IPC channel: other users can read arguments.
const [socketPath = '', part = ''] = process.argv.slice(2);
const load = async () => {
  const service = await new Promise<SpeechServiceInClear>((resolve) => {
    process.once('message', (message) => resolve(message as SpeechServiceInClear));
  });
  const { name, vendor } = service;
  const parts = { clock: systemClock, uuid: randomUUID };
  const known = vendorOf(vendor);
  if (part === 'hears' && known)
    return { name, engine: hearingEngineOfService(known.hears(service, parts), systemClock) };
  if (part === 'speaks' && known?.speaks)
    return { name, engine: speakingEngineOfService(known.speaks(service, parts), systemClock) };
  throw new CodedError('no-such-vendor', `speech service '${name}': no vendor '${vendor}' that ${part}`);
};
await runEngine({ load, eager: part === 'speaks' }, socketPath, thisProcess());
