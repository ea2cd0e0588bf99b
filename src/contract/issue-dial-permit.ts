import { dialPermitSchema, type DialPermit } from './dial-permit.ts';

/** How long a permit may be used, in milliseconds. */
export const permitLifetimeMs = 10_000;

/** Makes a permit. For the compliance gate alone: the rooms checker refuses this import anywhere else. */
export function issueDialPermit(facts: Readonly<Record<keyof DialPermit & string, string | number>>): DialPermit {
  return dialPermitSchema.parse(facts);
}
