import type { ModelFile, ModelFileRole, RecognizerKind } from './model-manifest.ts';

const patterns: Readonly<Record<ModelFileRole, RegExp>> = {
  encoder: /(^|[-_.])encoder[^/]*\.onnx$/,
  decoder: /(^|[-_.])decoder[^/]*\.onnx$/,
  joiner: /(^|[-_.])joiner[^/]*\.onnx$/,
  model: /(^|[-_.])(model|ctc)[^/]*\.onnx$/,
  tokens: /^tokens\.txt$/,
  'bpe-vocab': /^bpe\.vocab$/,
};

const shapes: readonly { readonly kind: RecognizerKind; readonly roles: readonly ModelFileRole[] }[] = [
  { kind: 'transducer', roles: ['encoder', 'decoder', 'joiner', 'tokens'] },
  { kind: 'paraformer', roles: ['encoder', 'decoder', 'tokens'] },
  { kind: 'zipformer2-ctc', roles: ['model', 'tokens'] },
];

/** What streaming recogniser a folder of files holds, by their names, int8 before float where both are. Null: none we know. */
export function sniffRecognizer(
  names: readonly string[],
): { readonly kind: RecognizerKind; readonly files: readonly ModelFile[] } | null {
  const ofRole = (role: ModelFileRole): string | undefined => {
    const fitting = names.filter((name) => patterns[role].test(name)).sort();
    return fitting.find((name) => name.includes('int8')) ?? fitting[0];
  };
  for (const { kind, roles } of shapes) {
    const found = roles.map((role) => ({ role, path: ofRole(role) }));
    if (found.some(({ path }) => path === undefined)) continue;
    const vocabulary = ofRole('bpe-vocab');
    const all = vocabulary === undefined ? found : [...found, { role: 'bpe-vocab' as const, path: vocabulary }];
    return { kind, files: all.map(({ role, path = '' }) => ({ role, path, aboutBytes: null, sha256: null })) };
  }
  return null;
}
