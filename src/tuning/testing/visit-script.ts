import { scriptDocumentSchema, type ScriptDocument } from '../../contract/script-document.ts';

/** Asks for time, then for a day; knows one question; asks back where it doubts. */
export function visitScript(opening = '您好，我是AI智能助手，请问您有时间吗？'): ScriptDocument {
  return scriptDocumentSchema.parse({
    id: 'visit',
    name: '回访',
    purpose: 'service',
    variables: { name: { default: '', description: '称呼' } },
    intents: [{ id: 'deliver', name: '问送货', keywords: ['送货'], samples: ['什么时候送货'] }],
    knowledge: [
      { id: 'fee', question: '上门要收费吗', similar: ['维修收不收钱'], answers: '上门不收费。', goTo: 'repeat' },
    ],
    flows: {
      main: {
        kind: 'main',
        start: 'hello',
        nodes: {
          hello: {
            kind: 'speak',
            say: opening,
            branches: [
              { on: 'positive', to: 'day' },
              { on: 'intent', intent: 'deliver', to: 'day' },
              { on: 'refuse', to: 'sorry' },
              { on: 'negative', to: 'sorry' },
            ],
          },
          day: {
            kind: 'speak',
            say: '那我们周三上门可以吗？',
            branches: [
              { on: 'positive', to: 'thanks' },
              { on: 'refuse', to: 'sorry' },
            ],
          },
          thanks: { kind: 'end', reason: 'agreed', say: '谢谢，再见。' },
          sorry: { kind: 'end', reason: 'refused', say: '不好意思，打扰了，再见。' },
        },
      },
    },
    patterns: { silence: { max: 2, say: '喂？', goTo: 'sorry' }, noMatch: { max: 2, say: '没听清。', goTo: 'sorry' } },
  });
}
