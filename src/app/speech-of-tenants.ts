import type { SpeechBoard, SpeechSettings } from '../contract/speech-settings.ts';
import { CodedError } from '../foundation/errors.ts';

type SpeechHere = SpeechBoard['here'];

/** What of speech is here to be named. */
export function speechHere(capabilities: {
  readonly recognizers: readonly { readonly name: string }[];
  readonly synthesizers: readonly { readonly name: string }[];
  readonly denoiser: string | null;
}): SpeechHere {
  return {
    recognizers: capabilities.recognizers.map(({ name }) => name),
    synthesizers: capabilities.synthesizers.map(({ name }) => name),
    denoiser: capabilities.denoiser,
  };
}

/** Throws `speech-settings-unfit` with everything that the settings name and that is not here. */
export function assertSpeechHere(settings: SpeechSettings, here: SpeechHere): void {
  const unknown = (what: string, wanted: readonly string[] | null, known: readonly string[]): string[] =>
    (wanted ?? [])
      .filter((name) => !known.includes(name))
      .map((name) => `there is no ${what} '${name}' here; there are: ${known.join(', ') || 'none'}`);
  const problems = [
    ...unknown('recogniser', settings.recognizers, here.recognizers),
    ...unknown('voice', settings.synthesizers, here.synthesizers),
    ...(settings.denoise && here.denoiser === null
      ? ['no denoiser is here: waihu models pull gtcrn_simple, then start again']
      : []),
  ];
  if (problems.length > 0) throw new CodedError('speech-settings-unfit', problems.join('; '));
}

/** Settings in words, for lines of their own. */
export function settingsWords({ recognizers, synthesizers, denoise, gainControl }: SpeechSettings): readonly string[] {
  return [
    `hears: ${recognizers?.join(' → ') ?? 'as the program is configured'}`,
    `speaks: ${synthesizers?.join(' → ') ?? 'all that are here'}`,
    `denoiser: ${denoise ? 'on' : 'off'}; gain control: ${gainControl ? 'on' : 'off'}`,
  ];
}
