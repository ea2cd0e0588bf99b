import type { ModelFile, ModelFileRole, ModelKind, ModelManifest } from './model-manifest.ts';

const patterns: Readonly<Record<Exclude<ModelFileRole, 'data'>, RegExp>> = {
  encoder: /(^|[-_.])encoder[^/]*\.onnx$/,
  decoder: /(^|[-_.])decoder[^/]*\.onnx$/,
  joiner: /(^|[-_.])joiner[^/]*\.onnx$/,
  model: /\.onnx$/,
  vocoder: /^(vocos|hifigan)[^/]*\.onnx$/,
  voices: /^voices\.bin$/,
  lexicon: /^lexicon[\w-]*\.txt$/,
  tokens: /(^|-)tokens\.txt$/,
  'bpe-vocab': /^bpe\.vocab$/,
};

interface Shape {
  readonly kind: ModelKind;
  readonly task: ModelManifest['task'];
  readonly roles: readonly Exclude<ModelFileRole, 'data'>[];
  readonly optional?: readonly Exclude<ModelFileRole, 'data'>[];
  /** What the files' names leave open. */
  readonly also?: (names: readonly string[], tokens: string) => boolean;
}

const espeakData = 'espeak-ng-data';
const isWhisper = (names: readonly string[]): boolean => names.some((name) => name.endsWith('-tokens.txt'));
const speaks = (names: readonly string[]): boolean =>
  names.some((name) => name === espeakData || patterns.lexicon.test(name));

const isGtcrn = (names: readonly string[]): boolean => names.some((name) => /gtcrn[^/]*\.onnx$/.test(name));

/** From the most peculiar to the plainest: the first that fits is it. */
const shapes: readonly Shape[] = [
  { kind: 'gtcrn', task: 'denoiser', roles: ['model'], also: isGtcrn },
  {
    kind: 'kokoro',
    task: 'synthesizer',
    roles: ['model', 'voices', 'tokens'],
    optional: ['lexicon'],
  },
  { kind: 'matcha', task: 'synthesizer', roles: ['model', 'vocoder', 'tokens'], optional: ['lexicon'] },
  {
    kind: 'transducer',
    task: 'recognizer',
    roles: ['encoder', 'decoder', 'joiner', 'tokens'],
    optional: ['bpe-vocab'],
  },
  { kind: 'whisper', task: 'recognizer', roles: ['encoder', 'decoder', 'tokens'], also: isWhisper },
  { kind: 'paraformer', task: 'recognizer', roles: ['encoder', 'decoder', 'tokens'] },
  { kind: 'vits', task: 'synthesizer', roles: ['model', 'tokens'], optional: ['lexicon'], also: speaks },
  // One model file and its tokens: the tokens tell, as FunASR and icefall begin theirs.
  {
    kind: 'sense-voice',
    task: 'recognizer',
    roles: ['model', 'tokens'],
    also: (_, tokens) => tokens.includes('<|zh|>'),
  },
  {
    kind: 'offline-paraformer',
    task: 'recognizer',
    roles: ['model', 'tokens'],
    also: (_, tokens) => /^<blank> \d+\s+<s> \d+/.test(tokens),
  },
  { kind: 'zipformer2-ctc', task: 'recognizer', roles: ['model', 'tokens'], optional: ['bpe-vocab'] },
];

/**
 * What recogniser, voice or denoiser a folder holds, by its names and the text of its tokens; int8 before float where both are.
 * Null: none we know.
 */
export function sniffModel(
  names: readonly string[],
  tokens: string,
): Pick<ModelManifest, 'kind' | 'task' | 'files' | 'folders'> | null {
  for (const { kind, task, roles, optional = [], also = () => true } of shapes) {
    const found = [...roles, ...optional].map((role) => ({ role, paths: pathsOf(role, names, roles) }));
    if (found.some(({ role, paths }) => paths.length === 0 && roles.includes(role)) || !also(names, tokens)) continue;
    const files = found.flatMap(({ role, paths }) =>
      paths.map((path): ModelFile => ({ role, path, aboutBytes: null, sha256: null })),
    );
    return {
      kind,
      task,
      files,
      ...(task === 'synthesizer' && names.includes(espeakData) ? { folders: [espeakData] } : {}),
    };
  }
  return null;
}

/** One file for a role, but every lexicon. A plain `model` is what no other role of the shape has. */
function pathsOf(
  role: Exclude<ModelFileRole, 'data'>,
  names: readonly string[],
  roles: Shape['roles'],
): readonly string[] {
  const taken = role === 'model' ? roles.filter((other) => other !== 'model') : [];
  const fitting = names
    .filter((name) => patterns[role].test(name) && !taken.some((other) => patterns[other].test(name)))
    .sort();
  if (role === 'lexicon') return fitting;
  const best = fitting.find((name) => name.includes('int8')) ?? fitting[0];
  return best === undefined ? [] : [best];
}
