import type { ScriptDocument } from '../../contract/script-document.ts';
import { smallScript } from './small-script.ts';

let made = 0;

/** A script that wants a second opinion: of any sentence that it has no keyword for it knows nothing, until it is learnt. */
export function doubtfulScript(understanding: object = { secondOpinion: 'model' }): ScriptDocument {
  return smallScript(
    {
      start: {
        kind: 'speak',
        say: '您想了解哪方面？',
        branches: [
          { on: 'intent', intent: 'quality', to: 'quality' },
          { on: 'intent', intent: 'delivery', to: 'delivery' },
          { on: 'unrecognised', to: 'lost' },
        ],
      },
      quality: { kind: 'end', reason: 'quality', say: '质量您放心看报告。' },
      delivery: { kind: 'end', reason: 'delivery', say: '三天送到。' },
      lost: { kind: 'end', reason: 'lost', say: '我请同事联系您。' },
    },
    {
      // Scripts that are alike share what they have learnt: each test has one of its own.
      name: `疑问${++made}`,
      understanding,
      intents: [
        { id: 'quality', name: '问质量', samples: ['东西好不好', '质量靠谱吗', '会不会用几天就坏'] },
        { id: 'delivery', name: '问送货', keywords: ['送货'], samples: ['几天能送到', '东西什么时候到', '送货要多久'] },
      ],
    },
  );
}
