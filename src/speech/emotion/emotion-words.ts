import type { Emotion } from '../../contract/turn-measure.ts';

export type Felt = Exclude<Emotion, 'neutral'>;

/** Words that tell of a feeling on a sales call. */
export interface EmotionWords {
  readonly emotion: Felt;
  /** How much they tell: 2 leaves hardly a doubt, 0.5 is a hint. */
  readonly weight: number;
  /** What they tell after 不, 没 and the like: nothing where absent. */
  readonly negated?: { readonly emotion: Felt; readonly weight: number };
  readonly words: string;
}

/**
 * What people in China say to a telesales robot, in simplified characters; a space parts the entries. Longer entries win
 * over shorter ones inside them (没问题 over 问题, 不耐烦 over 烦), so that set phrases need no negation.
 */
export const emotionWords: readonly EmotionWords[] = [
  {
    emotion: 'angry',
    weight: 2,
    words:
      '投诉 举报 报警 起诉 告你们 工信部 12321 12300 12315 银保监 消协 骚扰 骚扰电话 骗子 骗人 诈骗 忽悠 坑人 坑我 有病 神经病 滚 滚蛋 去你的 他妈 妈的 王八蛋 混蛋 傻逼 傻子 不要脸 缺德 ' +
      '烦死了 烦死人 气死我 气死了 火大 受够了 没完没了 阴魂不散 脑子有问题 有毛病 什么玩意 什么东西 扯淡 放屁 胡说八道 胡扯 欺人太甚 太过分 过分了 岂有此理 凭什么 谁给你的 侵犯隐私 泄露我 哪来的我的 ' +
      '怎么有我电话 怎么有我的电话 谁让你打 谁让你们打 再打我就 再打就 拉黑 信不信我 闭嘴 别废话 少废话 废什么话',
  },
  {
    emotion: 'angry',
    weight: 1.2,
    negated: { emotion: 'positive', weight: 0.4 },
    words: '生气 恼火 讨厌 恶心 可恶 气人 愤怒 离谱 垃圾 太差 差劲 无耻 可笑 荒唐 丢人 过分 烦人',
  },
  {
    emotion: 'angry',
    weight: 1.4,
    words:
      '不像话 说了多少遍 说了多少次 说过多少 打了多少次 打多少次 打多少遍 天天打 一直打 老是打 老打 又打来 又是你们 又是你 怎么又 还打 不要再打 不要再给我打 别再打 别再给我打 别打了 别打来 别给我打 听不懂人话 听不懂吗 听不懂吧 到底想怎样 ' +
      '到底要怎样 什么态度 什么服务 太不负责 不负责任 说话不算数 糊弄 敷衍 推来推去 耍我 玩我',
  },
  {
    emotion: 'impatient',
    weight: 1.4,
    negated: { emotion: 'positive', weight: 0.2 },
    words:
      '着急 赶时间 赶紧 快点 快一点 快说 麻利点 啰嗦 罗嗦 啰里啰嗦 墨迹 磨叽 浪费时间 耽误时间 烦 很烦 忙着 正忙 在忙 很忙 忙得很 没工夫 急事',
  },
  {
    emotion: 'impatient',
    weight: 1.4,
    words:
      '不耐烦 没时间 没空 没功夫 没那个时间 直接说 说重点 讲重点 长话短说 有话快说 有事快说 有事说事 到底什么事 什么事快 简单点 简单说 说完了吗 讲完了吗 说完没 完了吗 好了好了 行了行了 行行行 好好好 知道了知道了 ' +
      '知道知道 挂了 我挂了 先挂 要挂了 不需要不需要 不用不用 不要不要 别说了 不用说了 别讲了 打断你 说快点 听够了 又来了 还没完 有完没完 等半天 等了半天 多久啊 还要多久 怎么这么慢 快些 赶快',
  },
  {
    emotion: 'positive',
    weight: 1.4,
    negated: { emotion: 'impatient', weight: 0.5 },
    words:
      '太好了 非常好 挺好 很好 真好 蛮好 很满意 满意 喜欢 非常感谢 太感谢 开心 高兴 放心 靠谱 划算 实惠 合适 期待 感兴趣 有兴趣 专业 贴心 周到 厉害 优秀 给力 完美 赞 支持 愿意 乐意 相信你 信任 棒',
  },
  {
    emotion: 'positive',
    weight: 1.2,
    words:
      '没问题 不错 挺不错 可以啊 可以可以 好呀 好啊 好嘞 好的呀 行啊 行呀 那太好 正好 正想 正需要 刚好需要 辛苦了 辛苦你 麻烦你了 麻烦您了 不客气 哈哈 哈哈哈 呵呵 嘿嘿 帮了大忙 帮大忙 求之不得 好主意 说得对 说得好 讲得很清楚 明白了谢谢 就这么定 就这么办 成交 太棒 真棒',
  },
  {
    emotion: 'hesitant',
    weight: 1.2,
    words:
      '考虑考虑 考虑一下 考虑下 再考虑 再说吧 再看看 看看再说 想一想 想想 再想想 商量 商量一下 商量商量 问问我 问一下我 问问家里 和家里 跟家里 跟老婆 跟老公 跟爱人 拿不准 拿不定 说不好 说不准 不好说 不太好说 不确定 不太确定 不一定 没想好 还没想好 没决定 还没决定 犹豫 纠结 ' +
      '担心 怕 就怕 不放心 有点怕 会不会 靠不靠谱 是不是真的 真的假的 真的吗 可信吗 靠谱吗 安全吗 万一 要不 要不然 要么 过段时间 过阵子 过一阵 改天 下次吧 以后再说 到时候再说 到时候看',
  },
  {
    emotion: 'hesitant',
    weight: 0.6,
    words:
      '也许 可能 可能吧 大概 应该吧 好像 好像是 怎么说呢 这个嘛 这个 那个 嗯这个 呃 额 唔 不太清楚 不太懂 不太明白 不太了解 有点贵 贵了点 吧 不知道 不知道怎么',
  },
];

/** They hold words of the lexicon and mean something else. */
export const plainWords =
  '麻烦 不麻烦 不好意思 喜欢什么 恐怕 害怕 滚动 开会员 好像没 这个月 那个月 不要紧 可能性 多少 怕麻烦';

/** Before a word they turn it round; 不是不, 不得不 turn it back. */
export const negations =
  /(?:不是很|不是|不太|不怎么|没有|没那么|不那么|并不|并没|从不|谈不上|算不上|不用|不必|别|没|不|无|非|未)(?:太|很|那么|这么|特别|怎么|多|再|会|要|能|想|是|觉得|有|感到|什么)*$/u;

/** Before a word they make it tell more, or less. */
export const stronger = /(?:太|真|真是|真的|非常|特别|十分|极其|超|超级|好|很|最|实在|简直|老|到底|完全|都快|都)$/u;
export const weaker = /(?:有点|有点儿|有些|稍微|略|比较|还算|还)$/u;
