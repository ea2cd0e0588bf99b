import { z } from 'zod';
import type { SpeechService } from '../../contract/speech-services.ts';
import { funAsrHearing } from './funasr/hear.ts';
import { vendor, type SpeechVendor } from './vendor.ts';

const nothing = z.strictObject({});

/** Every vendor there is a part for, by the name that entries call it. */
const vendors: ReadonlyMap<string, SpeechVendor> = new Map([
  [
    'funasr',
    vendor({
      secrets: nothing,
      options: nothing,
      needsUrl: true,
      hears: ({ name, url = '', languages }, parts) => funAsrHearing({ name, url, languages }, parts),
    }),
  ],
]);

export const vendorOf = (name: string): SpeechVendor | null => vendors.get(name) ?? null;

/** What is wrong in an entry, in words: empty where it can be used. No secret is looked at. */
export function speechServiceProblems(service: SpeechService): string[] {
  const known = vendorOf(service.vendor);
  if (known) return known.problemsOf(service);
  return [`vendor: there is no '${service.vendor}'; wanted one of ${[...vendors.keys()].join(', ')}`];
}
