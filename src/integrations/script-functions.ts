import { orderIdSchema } from '../contract/ids.ts';
import { appendFact } from '../storage/index.ts';
import { insertOrder } from './order-store.ts';
import { readAmountYuan } from './order.ts';
import { refused, type ScriptFunction } from './script-function.ts';
import { insertSms, selectTemplates } from './sms-store.ts';
import { builtInSmsTemplates, smsText } from './sms-text.ts';

/** Writes down what the customer bought. Needs `product` and `amount`; other arguments are kept as details. */
const createOrder: ScriptFunction = async ({ db, callId, key, args, person, newId }) => {
  const { product = '', amount = '', ...details } = args;
  if (product.trim() === '') return refused('product-missing');
  if (amount.trim() === '') return refused('amount-missing');
  const orderId = orderIdSchema.parse(newId());
  const amountYuan = readAmountYuan(amount);
  const leadId = person?.leadId ?? null;
  const orderNumber = await insertOrder(db, { orderId, key, callId, leadId, product, amount, amountYuan, details });
  await appendFact(db, { kind: 'order-created', id: orderId });
  return { ok: true, values: { orderId, orderNumber, product, amount } };
};

/** What is known of the person: the columns of the list, and `name`. */
const lookupProfile: ScriptFunction = async ({ person }) => {
  if (!person) return refused('nobody-known');
  return { ok: true, values: person.name === null ? person.attributes : { ...person.attributes, name: person.name } };
};

/** Queues a short message to the person of the call: `template` names a text, other arguments fill its places; or `text`. */
const sendSms: ScriptFunction = async ({ db, callId, key, args, person, newId }) => {
  if (!person) return refused('nobody-known');
  const templates: Readonly<Record<string, string>> = { ...builtInSmsTemplates, ...(await selectTemplates(db)) };
  const template = args['text'] ?? templates[args['template'] ?? ''];
  if (template === undefined) return refused('unknown-sms-template');
  const name = person.name === null ? {} : { name: person.name };
  const filled = smsText(template, { ...person.attributes, ...name, ...args });
  if (!filled.ok) return refused(`sms-lacks-${filled.missing.join('-')}`);
  const messageId = newId();
  const { leadId, phone: toPhone } = person;
  await insertSms(db, { messageId, key, callId, leadId, toPhone, text: filled.text });
  await appendFact(db, { kind: 'sms-queued', id: messageId });
  return { ok: true, values: { messageId } };
};

/** What a script's function nodes may name. */
export const scriptFunctions: ReadonlyMap<string, ScriptFunction> = new Map([
  ['create-order', createOrder],
  ['lookup-profile', lookupProfile],
  ['send-sms', sendSms],
]);
