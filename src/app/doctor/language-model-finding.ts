import type { LanguageModel } from '../../contract/language-model.ts';
import { systemClock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import { languageModelOf } from '../language-model.ts';
import type { Config } from '../config.ts';
import { machineSecrets } from '../machine-secrets.ts';
import { fault, ok, type Finding } from './finding.ts';

const what = 'language model';
/** A model that has to be loaded first takes its time. */
const patienceMs = 10_000;
/** A node's silence is two seconds where its script says nothing else. */
const quickMs = 2_000;

const greeting = {
  instructions: 'Answer with one short sentence.',
  lines: [{ by: 'customer', text: '您好' }],
  tools: [],
  maxTokens: 40,
} as const;

/** Puts a question to the language model, if one is named: something must come back, and soon enough for a call. */
export async function languageModelFinding(config: Pick<Config, 'languageModel' | 'httpAllow'>): Promise<Finding> {
  const mend = 'check WAIHU_MODEL_URL, WAIHU_MODEL_NAME and WAIHU_MODEL_KEY';
  try {
    const model = await languageModelOf(config, machineSecrets);
    if (model === null) return ok(what, 'none: scripts go on without one');
    const firstMs = await firstPartMs(model);
    if (firstMs === null) return fault(what, `${model.name} answers nothing`, mend);
    const detail = `${model.name} begins to answer after ${firstMs} ms`;
    if (firstMs <= quickMs) return ok(what, detail);
    return {
      what,
      state: 'note',
      detail,
      mend: 'take one that is nearer or smaller: customers wait for its first words',
    };
  } catch (error) {
    return fault(what, messageOf(error), mend);
  }
}

async function firstPartMs(model: LanguageModel): Promise<number | null> {
  const askedAtMs = systemClock.monotonicMs();
  const late = AbortSignal.timeout(patienceMs);
  let firstMs: number | null = null;
  try {
    for await (const { kind } of model.ask(greeting, late))
      if (kind !== 'used') firstMs ??= Math.round(systemClock.monotonicMs() - askedAtMs);
    return firstMs;
  } catch (error) {
    if (late.aborted) throw new Error(`${model.name} did not answer in ${patienceMs / 1_000} s`, { cause: error });
    throw error;
  }
}
