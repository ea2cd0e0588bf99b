import type { LanguageModel } from '../contract/language-model.ts';
import { systemClock, type Clock } from '../foundation/clock.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { gatherWithin } from '../foundation/gather-within.ts';
import type { SecretSources } from '../lines/index.ts';
import type { CustomerModel } from '../rehearsal/index.ts';
import type { Config } from './config.ts';
import { languageModelOf } from './language-model.ts';

/** A customer who has not answered by then has failed. */
const budgetMs = 20_000;
/** More questions at a time than a server on a laptop answers would only wait. */
const atOnce = 4;

/** The language model that the environment names, to play customers. Throws `no-language-model` where it names none. */
export async function customerModelOf(
  config: Pick<Config, 'languageModel' | 'httpAllow'>,
  secrets: SecretSources,
): Promise<CustomerModel> {
  const model = await languageModelOf(config, secrets);
  if (model === null)
    throw new CodedError(
      'no-language-model',
      "--customers model: no language model is configured; wanted WAIHU_MODEL_URL (e.g. http://127.0.0.1:11434/v1) and WAIHU_MODEL_NAME, or '--customers rules'",
    );
  return customerModel(model, systemClock);
}

/** The language model as the one who plays the customers of a rehearsal. */
export function customerModel(model: LanguageModel, clock: Clock): CustomerModel {
  return {
    name: model.name,
    atOnce,
    async ask(request) {
      const { parts, failure, late } = await gatherWithin(clock, budgetMs, (signal) => model.ask(request, signal));
      if (late) return { parts, failure: `no answer in ${budgetMs / 1_000} s` };
      return { parts, failure: failure === null ? null : messageOf(failure) };
    },
  };
}
