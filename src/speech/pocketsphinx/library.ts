import { CodedError } from '../../foundation/errors.ts';
import { loadFunctions, loadKoffi, type Koffi, type Pointer } from '../../foundation/native-library.ts';

/** One word, or silence or noise, on the best path: frames of 10 ms, and how well they fit in the decoder's own logarithm. */
export interface Segment {
  readonly word: string;
  readonly frames: number;
  readonly score: number;
}

/** The best path so far. `score` is the whole path's, words' penalties included; all scores are 0 at best. */
export interface Hypothesis {
  /** Words with blanks between; empty where no path of the grammar fits. */
  readonly words: string;
  readonly score: number;
  readonly segments: readonly Segment[];
}

/** One `ps_decoder_t`: synchronous, for one voice at a time. */
export interface SphinxDecoder {
  /** `phones` with blanks between. Not while it listens. */
  addWord(word: string, phones: string): void;
  /** Compiles a grammar under a name of ours. Throws `pocketsphinx-failed` for one that it cannot read. */
  addGrammar(name: string, jsgf: string): void;
  /** Any phone after any phone, under a name. */
  addPhoneLoop(name: string): void;
  dropSearch(name: string): void;
  /** Mean of the cepstra by which the next utterance is normalised. An utterance that ends moves it. */
  mean(): Float32Array;
  /** Normalises the next utterance by this mean, which then counts as five seconds heard. */
  setMean(mean: Float32Array): void;
  /** The next utterance alone shall make the mean that is heard. */
  forgetMean(): void;
  /**
   * Mean of what was heard since `forgetMean`, also within an utterance; null where nothing was. The library does not always bring
   * its own up to date when an utterance ends.
   */
  heardMean(): Float32Array | null;
  /** What is looked for in the next utterance. */
  use(name: string): void;
  begin(): void;
  /** 8 kHz. */
  accept(samples: Int16Array): void;
  end(): void;
  hypothesis(): Hypothesis;
  /** Frames of 10 ms searched in this utterance. */
  frames(): number;
}

export interface PocketSphinx {
  /** Opens a decoder over the acoustic model in a folder, with options as `pocketsphinx_continuous` takes them. */
  open(modelFolder: string, options: Readonly<Record<string, string>>): SphinxDecoder;
}

const prototypes = {
  ps_args: 'void *ps_args()',
  ps_init: 'void *ps_init(void *)',
  ps_add_word: 'int ps_add_word(void *, const char *, const char *, int)',
  ps_set_jsgf_string: 'int ps_set_jsgf_string(void *, const char *, const char *)',
  ps_set_allphone_file: 'int ps_set_allphone_file(void *, const char *, const char *)',
  ps_set_search: 'int ps_set_search(void *, const char *)',
  ps_unset_search: 'int ps_unset_search(void *, const char *)',
  ps_start_utt: 'int ps_start_utt(void *)',
  ps_process_raw: 'int ps_process_raw(void *, const void *, size_t, int, int)',
  ps_end_utt: 'int ps_end_utt(void *)',
  ps_get_hyp: 'const char *ps_get_hyp(void *, _Out_ int *)',
  ps_get_n_frames: 'int ps_get_n_frames(void *)',
  ps_get_feat: 'void *ps_get_feat(void *)',
  ps_seg_iter: 'void *ps_seg_iter(void *)',
  ps_seg_next: 'void *ps_seg_next(void *)',
  ps_seg_word: 'const char *ps_seg_word(void *)',
  ps_seg_frames: 'void ps_seg_frames(void *, _Out_ int *, _Out_ int *)',
  ps_seg_prob: 'int ps_seg_prob(void *, _Out_ int *, _Out_ int *, _Out_ int *)',
} as const;
const basePrototypes = {
  cmd_ln_parse_r: 'void *cmd_ln_parse_r(void *, void *, int, const char **, int)',
  cmn_live_get: 'void cmn_live_get(void *, void *)',
  cmn_live_set: 'void cmn_live_set(void *, void *)',
} as const;
/** Bytes from the beginning of `feat_t` to its `cmn_struct`, and in that to `sum` and `nframe` (feat.h, cmn.h; 64 bit). */
const places = { cmn: 88, sum: 16, frames: 24 };
const cepstra = 13;
type Functions<Prototypes> = Readonly<Record<keyof Prototypes, (...values: unknown[]) => unknown>>;
type Api = Functions<typeof prototypes> & Functions<typeof basePrototypes> & { readonly koffi: Koffi };

const files: Readonly<Record<string, readonly [base: string, decoder: string]>> = {
  linux: ['libsphinxbase.so.3', 'libpocketsphinx.so.3'],
  darwin: ['libsphinxbase.3.dylib', 'libpocketsphinx.3.dylib'],
};

/**
 * PocketSphinx 5 prealpha as Debian and Homebrew ship it (pocketsphinx.h, ps_search.h: cmusphinx.github.io/doc/pocketsphinx).
 * BSD licence. Throws `no-pocketsphinx` where the library or the package `koffi` is missing.
 */
export function loadPocketSphinx(platform: string = process.platform): PocketSphinx {
  const names = files[platform];
  if (!names) throw new CodedError('no-pocketsphinx', `PocketSphinx on ${platform}: wanted linux or darwin`);
  try {
    const api: Api = {
      ...loadFunctions<Functions<typeof basePrototypes>>(names[0], basePrototypes),
      ...loadFunctions<Functions<typeof prototypes>>(names[1], prototypes),
      koffi: loadKoffi(),
    };
    return { open: (modelFolder, options) => openDecoder(api, modelFolder, options) };
  } catch (error) {
    throw new CodedError('no-pocketsphinx', `PocketSphinx: ${names[1]} does not load`, {}, error);
  }
}

function openDecoder(api: Api, modelFolder: string, options: Readonly<Record<string, string>>): SphinxDecoder {
  const flags = Object.entries({ hmm: modelFolder, logfn: '/dev/null', ...options });
  const words = ['waihu', ...flags.flatMap(([name, value]) => [`-${name}`, value])];
  const settings = api.cmd_ln_parse_r(null, api.ps_args(), words.length, words, 1);
  const decoder = settings === null ? null : api.ps_init(settings);
  if (decoder === null) throw failed(`no decoder opens over the model in ${modelFolder}`);
  const done = (call: keyof typeof prototypes, ...values: unknown[]): void => {
    if ((api[call](decoder, ...values) as number) < 0) throw failed(`${call}(${values.map(brief).join(', ')})`);
  };
  const normaliser = api.koffi.decode(api.ps_get_feat(decoder), places.cmn, 'void *');
  return {
    addWord: (word, phones) => done('ps_add_word', word, phones, 0),
    addGrammar: (name, jsgf) => done('ps_set_jsgf_string', name, jsgf),
    addPhoneLoop: (name) => done('ps_set_allphone_file', name, null),
    dropSearch: (name) => done('ps_unset_search', name),
    mean() {
      const mean = new Float32Array(cepstra);
      api.cmn_live_get(normaliser, mean);
      return mean;
    },
    setMean: (mean) => void api.cmn_live_set(normaliser, mean),
    heardMean() {
      const frames = api.koffi.decode(normaliser, places.frames, 'int') as number;
      if (frames <= 0) return null;
      const sum = api.koffi.decode(normaliser, places.sum, 'void *');
      return Float32Array.from(api.koffi.decode(sum, `float[${cepstra}]`) as ArrayLike<number>, (each) => each / frames);
    },
    forgetMean() {
      const sum = api.koffi.decode(normaliser, places.sum, 'void *');
      for (let index = 0; index < cepstra; index++) api.koffi.encode(sum, 4 * index, 'float', 0);
      api.koffi.encode(normaliser, places.frames, 'int', 0);
    },
    use: (name) => done('ps_set_search', name),
    begin: () => done('ps_start_utt'),
    accept: (samples) => done('ps_process_raw', samples, samples.length, 0, 0),
    end: () => done('ps_end_utt'),
    hypothesis() {
      const score = [0];
      const words_ = api.ps_get_hyp(decoder, score) as string | null;
      return { words: words_ ?? '', score: score[0] ?? 0, segments: segmentsOf(api, decoder) };
    },
    frames: () => api.ps_get_n_frames(decoder) as number,
  };
}

function segmentsOf(api: Api, decoder: Pointer): Segment[] {
  const segments: Segment[] = [];
  for (let at = api.ps_seg_iter(decoder); at !== null; at = api.ps_seg_next(at)) {
    const [first, last, score, language, backOff] = [[0], [0], [0], [0], [0]];
    api.ps_seg_frames(at, first, last);
    api.ps_seg_prob(at, score, language, backOff);
    const frames = (last?.[0] ?? 0) - (first?.[0] ?? 0) + 1;
    segments.push({ word: api.ps_seg_word(at) as string, frames, score: score?.[0] ?? 0 });
  }
  return segments;
}

const brief = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 40) : typeof value);

function failed(what: string): CodedError {
  return new CodedError('pocketsphinx-failed', `PocketSphinx: ${what}`);
}
