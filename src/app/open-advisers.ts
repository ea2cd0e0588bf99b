import type { Advisers } from '../call/index.ts';
import { openSentenceModel } from '../embedding/index.ts';
import type { SecretSources } from '../lines/index.ts';
import type { Config } from './config.ts';
import { languageModelOf } from './language-model.ts';

export interface OpenAdvisers {
  readonly advisers: Advisers;
  readonly close: () => Promise<void>;
}

/**
 * The models that the environment names: one that speaks and one that tells which sentences mean alike. Throws `bad-language-model` or
 * `bad-sentence-model`.
 */
export async function openAdvisers(
  config: Pick<Config, 'languageModel' | 'httpAllow' | 'sentenceModelFolder'>,
  secrets: SecretSources,
): Promise<OpenAdvisers> {
  const languageModel = await languageModelOf(config, secrets);
  const folder = config.sentenceModelFolder;
  const sentenceEmbedder = folder === null ? null : await openSentenceModel(folder);
  return {
    advisers: { ...(languageModel && { languageModel }), ...(sentenceEmbedder && { sentenceEmbedder }) },
    close: async () => sentenceEmbedder?.close(),
  };
}
