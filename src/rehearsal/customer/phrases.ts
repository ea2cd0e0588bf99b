import type { Persona, Topic } from './persona.ts';

type Phrases = readonly string[];

/**
 * How people say what nobody asked them: written from ear, not from any script. `{a}` and `{b}` are what the robot offered, `{deed}` what
 * it wants him to do; a line with that is said where it wants something.
 */
export const aboutTopic: Readonly<Record<Topic, Phrases>> = {
  price: ['这得花多少钱啊', '一年下来要多少钱', '贵不贵啊这个', '先说说价钱吧', '是不是要收费的'],
  busy: ['我这会儿正忙着呢', '我在开会，不方便', '手头有事，回头再说吧', '现在走不开', '我正上班呢没空'],
  driving: ['我正开着车呢', '在高速上，开车呢', '开车呢不方便说话'],
  consider: ['我再想想吧', '这个我得跟家里人商量一下', '让我考虑两天', '我回去琢磨琢磨再说'],
  'already-have': ['这个我早就有了', '我已经买过类似的了', '单位给我上了，不缺', '我办过了呀'],
  'did-it': ['我已经{deed}了', '上礼拜就{deed}过了', '早就{deed}了'],
  'how-to-do-it': ['怎么{deed}啊', '要去哪儿{deed}', '我不会弄，在手机上怎么{deed}'],
  'what-if-not': ['不{deed}会怎么样', '我要是{deed}晚了呢', '晚几天再{deed}有事没有'],
  'no-money': ['这个月手头紧', '我现在没钱', '等发了工资才行'],
  'not-certain': ['还不一定呢', '到时候看情况吧', '{deed}不{deed}还说不准', '我现在定不下来'],
  'cannot-come': ['那天我有别的事，来不成', '我人在外地呢', '时间上安排不开'],
  'never-had': ['没有这回事啊', '我没办过你们的东西', '没人来过啊，你们记错了吧', '你们这个数不对吧'],
  'still-broken': ['东西到现在都没弄好', '弄完又坏了，你们管不管', '跟你们说的人根本没来', '你们那个服务太差了'],
  'another-kind': ['我想租，不想买', '我要找二手的', '我想要的不是这种，有别的没有'],
  'is-robot': ['你是不是机器人啊', '你是真人还是机器', '怎么听着像AI呢'],
  'number-source': ['你们从哪弄到我号码的', '谁把我电话给你的', '你怎么知道我手机号'],
  'send-message': ['你先发点资料给我看看', '能不能发个短信说明一下', '加个微信发我吧'],
  'want-human': ['给我转个真人吧', '我想跟人工说', '叫你们客服来跟我讲'],
  'not-interested': ['我对这个没兴趣', '用不着，谢谢', '不需要，你找别人吧', '没这个想法'],
  'do-not-call': ['以后不要再打来了', '你们别再给我打电话了', '把我号码删了，别打了'],
  'wrong-person': ['你打错了吧，我不是这个人', '你找错人了', '我不姓这个，打错了'],
  'other-person': ['他人不在，我是他家里人', '这是我老公的手机，他出去了', '本人不在，我帮他接的'],
  complaint: ['再打我就投诉你们', '我要去投诉', '你们工号多少，我要举报'],
  abuse: ['滚', '有病吧你们', '烦死了，神经病'],
  'is-it-true': ['不会是骗人的吧', '你们这个正规吗', '我怎么知道是不是真的'],
  'who-are-you': ['你们是哪里啊', '你是哪个公司的', '你谁啊'],
  'what-is-it': ['{a}是啥意思', '没听懂，{a}是干什么的', '具体是怎么回事，讲讲'],
  difference: ['{a}跟{b}有啥不一样', '这两个差在哪儿', '{a}和{b}有什么区别'],
  'how-it-works': ['那怎么弄啊，麻烦吗', '流程是什么样的', '要准备什么东西吗', '后面不想要了能退吗'],
  'get-to-the-point': ['说重点行不行', '长话短说', '别绕了，直接说什么事'],
  'say-again': ['你刚才说什么', '没听清，再讲一遍', '啊？什么'],
  'can-you-hear': ['喂？听得到吗', '喂喂，你那边能听见吗', '喂'],
};

/** A plain yes and a plain no, by mood. */
export const yes: Readonly<Record<Persona['mood'], Phrases>> = {
  friendly: ['好啊', '可以可以', '行，没问题', '嗯好的', '好，你说', '可以的'],
  plain: ['可以', '行', '好的', '嗯，可以', '那行吧', '对', '是的', '没问题'],
  hurried: ['行行行', '可以，快点', '嗯好', '好'],
  angry: ['行吧', '嗯', '你说'],
};
export const no: Readonly<Record<Persona['mood'], Phrases>> = {
  friendly: ['不用了，谢谢', '先不了', '不太方便', '不是'],
  plain: ['不用', '不行', '不是', '不要', '不了', '不对', '算了吧'],
  hurried: ['不用', '没空', '不要', '算了'],
  angry: ['不要', '不用你管', '不需要', '不行'],
};

export const itIsMe: Phrases = ['是我', '是的', '我是', '对，我是', '嗯，你说', '是啊，什么事'];
export const itIsNotMe: Phrases = ['不是', '你找谁'];

/** A yes to what was read out, and a no. */
export const itIsRight: Phrases = ['对', '没错', '是这样', '对的，没问题', '正确'];
export const itIsWrong: Phrases = ['不对', '不是，说错了', '等等，要改一下', '这个不对', '改一下'];

export const leaveItToYou: Phrases = [
  '都行，你看着办',
  '随便吧',
  '我也不懂，你给推荐一个',
  '你觉得哪种好',
  '你帮我选一个',
];
export const dontKnow: Phrases = ['不知道', '说不好', '这个不清楚', '没想过', '不好说'];

export const rambling: Phrases = [
  '今天这天气可真热',
  '你等一下，有快递',
  '我家孩子今年上小学了',
  '昨天的球赛你看了没有',
  '楼下又在装修，吵得很',
  '中午吃的面条',
  '那个什么来着',
  '哎呀这个红绿灯',
  '我们这边下雨了',
];
export const grunts: Phrases = ['嗯', '哦', '啊', '嗯嗯', '呃'];
export const fillers: Phrases = ['嗯，', '那个，', '哦，', '就是，', '呃，', '这个嘛，'];

export const times: Phrases = [
  '明天下午三点',
  '今天晚上八点',
  '后天上午十点吧',
  '明天上午',
  '晚上吧',
  '过两天',
  '周六下午两点',
  '下午四点半',
  '一个小时以后',
  '下周一',
];
export const reasons: Phrases = [
  '等的时间太长了',
  '服务态度挺好的',
  '就是价格有点高',
  '最近手头紧',
  '没什么特别的，还行',
  '师傅来得挺快',
];
export const scores: Phrases = ['十分', '9分', '八分吧', '7', '六分', '5分', '三分', '0分'];
export const noScore: Phrases = ['不想打分', '打分就算了', '说不好', '随便吧', '不知道'];
export const names: Phrases = ['我姓王', '姓李', '叫我张女士就行', '免贵姓陈'];

export const goodbyes: Phrases = ['行了不说了', '先这样吧', '我挂了啊'];
