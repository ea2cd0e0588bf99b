import type { ScriptDocument } from '../contract/script-document.ts';
import { CodedError, messageOf } from '../foundation/errors.ts';
import { modelCustomer, type AskForTurn, type ModelUse } from './customer/model-customer.ts';
import { counted, planRehearsal, reportOn, type PlannedConversation } from './rehearse.ts';
import type { RehearsalOptions, RehearsalReport } from './rehearse.ts';
import { HeldRehearsal, rehearseConversation, type RehearsedConversation } from './rehearsed-conversation.ts';

/** A language model that leads customers. */
export interface CustomerModel {
  readonly name: string;
  readonly ask: AskForTurn;
  /** Conversations that are held at a time. */
  readonly atOnce: number;
}

/** Whole, or why its customer failed. */
type Ended = RehearsedConversation | { readonly failure: string };

/**
 * As `rehearse`, with customers whose words a language model chooses; where a machine answers, rules do. A conversation whose customer
 * fails is counted apart, and the others go on. Rejects with `customer-failed` where none could be held by the model.
 */
export async function rehearseByModel(
  given: ScriptDocument,
  options: RehearsalOptions,
  model: CustomerModel,
  progress: (done: number) => void = () => undefined,
): Promise<RehearsalReport> {
  const { document, personas, planned } = planRehearsal(given, options);
  const use: ModelUse = { turns: 0, tokens: 0 };
  const ended = new Map<number, Ended>();
  const waiting = [...planned.entries()];
  const holdNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, one] = next;
      ended.set(index, isLed(one) ? await holdByModel(one, document, model, use) : rehearseByRules(one));
      progress(ended.size);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, model.atOnce) }, holdNext));
  const inOrder = planned.flatMap((_, index) => ended.get(index) ?? []);
  const held = inOrder.flatMap((one) => ('failure' in one ? [] : [one]));
  const failures = inOrder.flatMap((one) => ('failure' in one ? [one.failure] : []));
  const led = personas.filter((persona) => isLed({ persona })).map(({ id }) => id);
  const conversations = held.filter(({ persona }) => led.includes(persona)).length;
  if (conversations === 0 && failures.length > 0)
    throw new CodedError(
      'customer-failed',
      `no customer could be led by language model '${model.name}': ${failures[0]}`,
    );
  const byModel = { model: model.name, led, conversations, ...use, customerFailed: counted(failures) };
  return reportOn(document, personas, { seed: options.seed, held, byModel });
}

const isLed = ({ persona }: Pick<PlannedConversation, 'persona'>): boolean => persona.answeredBy === undefined;

const rehearseByRules = ({ script, persona, seed }: PlannedConversation): RehearsedConversation =>
  rehearseConversation(script, persona, seed);

async function holdByModel(
  { script, persona, seed }: PlannedConversation,
  { language }: ScriptDocument,
  { ask }: CustomerModel,
  use: ModelUse,
): Promise<Ended> {
  const held = new HeldRehearsal(script, persona, seed);
  const customer = modelCustomer(persona, language, ask, use);
  try {
    while (held.ended === null) held.take(await customer.turn(held.robotSays));
  } catch (error) {
    if (error instanceof CodedError && error.code === 'customer-failed') return { failure: messageOf(error) };
    throw error;
  }
  return held.result();
}
