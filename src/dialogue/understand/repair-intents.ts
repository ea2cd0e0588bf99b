import { intentSchema, type Intent, type ScriptDocument } from '../../contract/script-document.ts';

const skip: Intent = intentSchema.parse({
  id: 'skip',
  name: '先不说这个',
  keywords: [
    '跳过',
    '先不说',
    '不说行吗',
    '可以不说',
    '不想说',
    '不愿意说',
    '不方便说',
    '不便透露',
    '不方便透露',
    '不告诉你',
    '保密',
    '下一个问题',
    '问别的',
    '换个问题',
    '过过过',
  ],
  samples: [
    '这个先不说吧',
    '这个问题跳过',
    '这个我不太想说',
    '这是我的隐私',
    '你问下一个吧',
    '这个我不方便透露',
    '能不能不回答',
  ],
});

const chitchat: Intent = intentSchema.parse({
  id: 'chitchat',
  name: '闲聊',
  keywords: [
    '天气',
    '吃饭了吗',
    '吃了吗',
    '吃了没',
    '讲个笑话',
    '说个笑话',
    '唱首歌',
    '唱个歌',
    '你多大',
    '你几岁',
    '你结婚',
    '有男朋友',
    '有女朋友',
    '你是哪里人',
    '你声音真好听',
    '声音好听',
    '陪我聊',
    '聊聊天',
    '辛苦了',
    '几点下班',
  ],
  samples: [
    '今天天气怎么样',
    '你吃饭了没有',
    '你给我讲个笑话吧',
    '你声音挺好听的',
    '你有对象吗',
    '你们上班累不累',
    '你陪我聊会儿天',
  ],
});

/** Intents of repairs that a script asks for: no script has them that makes nothing of them. */
export function repairIntentsOf({ flows, patterns }: ScriptDocument): readonly Intent[] {
  const nodes = Object.values(flows).flatMap((flow) => Object.values(flow.nodes));
  const skips =
    patterns.skip.say !== undefined || nodes.some(({ branches }) => branches.some(({ on }) => on === 'skipped'));
  return [...(skips ? [skip] : []), ...(patterns.chitchat === undefined ? [] : [chitchat])];
}
