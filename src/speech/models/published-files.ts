import type { ModelFile, ModelFileRole, ModelMirror } from './model-manifest.ts';

export const mb = (megabytes: number): number => Math.round(megabytes * 1_000_000);

export function file(role: ModelFileRole, path: string, aboutBytes: number | null): ModelFile {
  return { role, path, aboutBytes, sha256: null };
}

/** Where sherpa-onnx publishes: Hugging Face and its mirror in China by file, GitHub releases by archive. */
export function published(
  owner: string,
  name: string,
  release: 'asr-models' | 'tts-models' = 'asr-models',
): ModelMirror[] {
  return [
    { name: 'hf-mirror', kind: 'files', baseUrl: `https://hf-mirror.com/${owner}/${name}/resolve/main/` },
    { name: 'huggingface', kind: 'files', baseUrl: `https://huggingface.co/${owner}/${name}/resolve/main/` },
    {
      name: 'github',
      kind: 'archive',
      url: `https://github.com/k2-fsa/sherpa-onnx/releases/download/${release}/${name}.tar.bz2`,
    },
  ];
}
