import { scriptDocumentSchema, type ScriptDocument } from '../../contract/script-document.ts';

/** The two ways out of a node that can fail. */
export const okOrFailed = (ok: string, failed: string): readonly object[] => [
  { on: 'ok', to: ok },
  { on: 'failed', to: failed },
];

/** The smallest script with everything a call must carry out: a protected greeting, a question with keys, an order, a hand-over. */
export const tinyScript: ScriptDocument = scriptDocumentSchema.parse({
  id: 'tiny',
  name: '小话术',
  purpose: 'test',
  intents: [
    { id: 'buy', name: '购买', polarity: 'positive', keywords: ['买', '办理'] },
    { id: 'person', name: '人工', keywords: ['人工', '转接'] },
    { id: 'yes', name: '肯定', polarity: 'positive', keywords: ['好', '可以', '是'] },
    { id: 'no', name: '否定', polarity: 'negative', keywords: ['不'] },
  ],
  flows: {
    main: {
      kind: 'main',
      start: 'greeting',
      nodes: {
        greeting: {
          kind: 'speak',
          say: '您好，我是智能助手。',
          bargeIn: { mode: 'never' },
          branches: [{ on: 'any', to: 'question' }],
        },
        question: {
          kind: 'speak',
          say: '您想买，还是转人工？',
          bargeIn: { mode: 'after', protectMs: 0, minSpeechMs: 300 },
          branches: [
            { on: 'digits', digits: '1', to: 'order' },
            { on: 'digits', digits: '0', to: 'person' },
            { on: 'intent', intent: 'buy', to: 'order' },
            { on: 'intent', intent: 'person', to: 'person' },
            { on: 'negative', to: 'bye' },
          ],
        },
        order: {
          kind: 'function',
          name: 'create-order',
          args: { product: '重疾险', amount: '500000' },
          branches: okOrFailed('done', 'bye'),
        },
        person: {
          kind: 'transfer',
          say: '正在为您转接。',
          summary: '客户要人工',
          branches: [{ on: 'failed', to: 'sorry' }],
        },
        sorry: { kind: 'end', say: '稍后给您回电。', callBack: true },
        done: { kind: 'end', say: '已为您办理，再见。' },
        bye: { kind: 'end', say: '打扰了，再见。' },
      },
    },
  },
  patterns: {
    silence: { afterMs: 4_000, max: 1, say: '您还在吗？', goTo: 'bye' },
    noMatch: { max: 1, say: '我没听清，您想买还是转人工？', goTo: 'bye' },
  },
});
