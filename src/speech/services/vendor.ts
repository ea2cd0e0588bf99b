import type { z } from 'zod';
import type { SpeechService } from '../../contract/speech-services.ts';
import type { RecognizerRow } from '../../contract/speech-table.ts';
import type { HearingService, ServiceParts } from './hearing-service.ts';
import type { SpeakingService } from './speaking-service.ts';

/** A service with its secrets in clear, as only its own process may know it. */
export type SpeechServiceInClear = Omit<SpeechService, 'secrets'> & {
  readonly secrets: Readonly<Record<string, string>>;
};

/** What of hearing a vendor can do, as its part under `services/<vendor>/hear.ts` uses it. */
export type HearingAbilities = Pick<RecognizerRow, 'streams' | 'punctuates' | 'hotwords'>;

/** A vendor as the table knows it: what it wants of an entry, and what it makes of one. */
export interface SpeechVendor {
  /** What is wrong in an entry for it: `secrets.key is missing`. Secrets may be references still. */
  problemsOf(service: SpeechService): string[];
  readonly hearing: HearingAbilities;
  hears(service: SpeechServiceInClear, parts: ServiceParts): HearingService;
  speaks: ((service: SpeechServiceInClear, parts: ServiceParts) => SpeakingService) | null;
}

/** What a vendor's factories are given. `undefined` where the entry says nothing. */
type Given<Secrets, Options> = Secrets & Options & VendorsPart;
type VendorsPart = Pick<SpeechService, 'name' | 'url' | 'model' | 'languages' | 'voices'>;

interface VendorTerms<Secrets, Options> {
  readonly secrets: z.ZodType<Secrets>;
  readonly options: z.ZodType<Options>;
  /** It has no address of its own. */
  readonly needsUrl?: true;
  /** What hearing and speaking have each for itself: an entry for both cannot give it. */
  readonly apart?: readonly ('url' | 'model')[];
  /** As the documents named in its file say. */
  readonly hearing: HearingAbilities;
  readonly hears: (given: Given<Secrets, Options>, parts: ServiceParts) => HearingService;
  readonly speaks?: (given: Given<Secrets, Options>, parts: ServiceParts) => SpeakingService;
}

export function vendor<Secrets, Options>(terms: VendorTerms<Secrets, Options>): SpeechVendor {
  const { hearing, hears, speaks } = terms;
  const given = (service: SpeechServiceInClear): Given<Secrets, Options> => ({
    ...terms.secrets.parse(service.secrets),
    ...terms.options.parse(service.options),
    name: service.name,
    url: service.url,
    model: service.model,
    languages: service.languages,
    voices: service.voices,
  });
  return {
    hearing,
    hears: (service, parts) => hears(given(service), parts),
    speaks: speaks ? (service, parts) => speaks(given(service), parts) : null,
    problemsOf: ({ kind, url, model, vendor: name, secrets, options }) => [
      ...(kind !== 'hears' && !speaks ? [`kind: ${name} does not speak`] : []),
      ...(terms.needsUrl && url === undefined ? ['url is missing: this vendor has no address of its own'] : []),
      ...(terms.apart ?? [])
        .filter((part) => kind === 'both' && { url, model }[part] !== undefined)
        .map((part) => `${part}: hearing and speaking have each their own; wanted two entries`),
      ...problemsIn('secrets', terms.secrets.safeParse(secrets)),
      ...problemsIn('options', terms.options.safeParse(options)),
    ],
  };
}

function problemsIn(part: string, parsed: z.ZodSafeParseResult<unknown>): string[] {
  return (parsed.error?.issues ?? []).flatMap((issue) => {
    const place = [part, ...issue.path].join('.');
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${place}.${key} is not known here`);
    if (issue.code === 'invalid_type' && issue.message.endsWith('undefined')) return [`${place} is missing`];
    return [`${place}: ${issue.message}`];
  });
}
