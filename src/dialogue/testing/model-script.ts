import type { ScriptDocument } from '../../contract/script-document.ts';
import { smallScript, type SmallRest } from './small-script.ts';

export const modelFallback = '这个我不太确定，稍后请顾问给您详细说明。';
export const modelIdentity = '我是智能语音助手，不是真人。';

/** A script whose questions a language model answers, and where each way on can be told by its words. */
export function modelScript(node: object = {}, rest: SmallRest = {}): ScriptDocument {
  return smallScript(
    {
      start: { kind: 'speak', say: '您好，我是智能助手。', branches: [{ on: 'any', to: 'ask' }] },
      ask: {
        kind: 'converse',
        say: '您想了解哪方面？',
        goal: '弄清客户想要的保额',
        facts: { price: '一年保费{premium}元', most: '保额最高100万元', about: '客户备注：{notes}' },
        tools: { 'lookup-profile': { use: '需要客户资料时', saveTo: { level: 'level' } } },
        boundary: { topics: ['竞争对手'], words: ['平安'], identity: modelIdentity },
        slots: ['amount'],
        maxRounds: 3,
        budgetMs: 1_500,
        fallback: modelFallback,
        branches: [
          { on: 'negative', to: 'bye' },
          { on: 'ok', to: 'done' },
          { on: 'failed', to: 'person' },
        ],
        ...node,
      },
      done: { kind: 'end', say: '好的，已经记下了，再见。' },
      person: { kind: 'end', say: '我请顾问联系您，再见。' },
      bye: { kind: 'end', say: '打扰了，再见。' },
    },
    {
      variables: { premium: { default: '3600' }, notes: { default: '' } },
      slots: {
        amount: { name: '保额', entity: { type: 'amount' } },
        level: { name: '等级', entity: { type: 'text' } },
      },
      intents: [{ id: 'no', name: '否定', polarity: 'negative', keywords: ['不需要'] }],
      ...rest,
    },
  );
}
