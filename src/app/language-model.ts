import type { LanguageModel } from '../contract/language-model.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { clearTextProblem } from '../foundation/outbound-url.ts';
import { openChatModel } from '../language-model/index.ts';
import { resolveSecret, type SecretSources } from '../lines/index.ts';
import type { Config } from './config.ts';

/** The language model that the environment names, with its key; null where it names none. Throws `bad-language-model`, never with the key. */
export async function languageModelOf(
  { languageModel, httpAllow }: Pick<Config, 'languageModel' | 'httpAllow'>,
  secrets: SecretSources,
): Promise<LanguageModel | null> {
  if (languageModel === null) return null;
  const { url, model, key } = languageModel;
  const problem = clearTextProblem(new URL(url), httpAllow, 'what customers say');
  if (problem !== null) throw new CodedError('bad-language-model', `WAIHU_MODEL_URL: ${problem}`);
  try {
    return openChatModel({ url, model, key: key === null ? null : await resolveSecret(key, secrets) });
  } catch (error) {
    throw new CodedError('bad-language-model', `WAIHU_MODEL_KEY: ${messageOf(error)}`);
  }
}
