import { scriptDocumentSchema, type BargeInPolicy, type ScriptDocument } from '../../contract/script-document.ts';

export const greeting = '您好，我是外呼保险的智能助手。';
export const pitch = '我们为您准备了一份重疾保障计划。保额最高一百万元。每天只要几块钱。您想了解一下吗？';
export const price = '一年的保费是三千六百元。您看可以吗？';
export const more = '还可以为家人一起投保。';
export const farewell = '好的，祝您生活愉快，再见。';
const after: BargeInPolicy = { mode: 'after', protectMs: 0, minSpeechMs: 300 };

/** A greeting nobody may interrupt, a pitch, and a price that is told again as often as it is asked. */
export function priceTalk(bargeIn: BargeInPolicy = after): ScriptDocument {
  return scriptDocumentSchema.parse({
    id: 'talk',
    name: '打断',
    purpose: 'test',
    bargeIn,
    intents: [
      { id: 'price', name: '价格', keywords: ['多少钱'] },
      { id: 'family', name: '家人', keywords: ['家人'] },
      { id: 'no', name: '否定', polarity: 'negative', keywords: ['不要'] },
    ],
    slots: { phone: { name: '电话', entity: { type: 'phone' } } },
    flows: {
      main: {
        kind: 'main',
        start: 'greet',
        nodes: {
          greet: { kind: 'speak', say: greeting, bargeIn: { mode: 'never' }, branches: [{ on: 'any', to: 'pitch' }] },
          pitch: { kind: 'speak', say: pitch, branches: talkBranches },
          price: { kind: 'speak', say: price, branches: talkBranches },
          more: { kind: 'speak', say: more, branches: talkBranches },
          bye: { kind: 'end', say: farewell },
        },
      },
    },
    patterns: {
      maxRounds: 100,
      silence: { afterMs: 6_000, max: 3, say: '您还在吗？' },
      noMatch: { max: 9, say: '我没听清。' },
    },
  });
}

const talkBranches = [
  { on: 'intent', intent: 'price', to: 'price' },
  { on: 'intent', intent: 'family', to: 'more' },
  { on: 'negative', to: 'bye' },
];

/** The same with other nodes, of which it begins with `start`. */
export function talkOf(start: string, nodes: object): ScriptDocument {
  return scriptDocumentSchema.parse({ ...priceTalk(), flows: { main: { kind: 'main', start, nodes } } });
}
