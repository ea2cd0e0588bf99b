import type { AnsweredBy, CallOutcome } from '../contract/call-outcome.ts';
import type { Funnel } from '../contract/campaign-report.ts';
import type { CampaignLeadState, CampaignState } from '../contract/campaign-settings.ts';

export type ReportLanguage = 'zh-CN' | 'en';

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** Everything a report says, in one language. */
export interface ReportWords {
  readonly allCampaigns: string;
  readonly leads: string;
  readonly calls: string;
  readonly recordings: string;
  readonly talkTime: string;
  readonly minutes: string;
  readonly doNotCall: string;
  readonly funnelTitle: string;
  readonly outcomesTitle: string;
  readonly answeredByTitle: string;
  readonly gradesTitle: string;
  readonly refusedTitle: string;
  readonly answersTitle: string;
  readonly delaysTitle: string;
  readonly leadStatesTitle: string;
  readonly none: string;
  readonly measured: string;
  readonly strategyTitle: string;
  readonly strategy: Words<'steered' | 'heldOut'>;
  /** Of dials answered oftener, a share and its interval; null where there is too little to say. */
  readonly uplift: (result: Readonly<Record<'uplift' | 'lower' | 'upper', number | null>>) => string;
  readonly csvHeader: readonly string[];
  readonly grade: (letter: string) => string;
  readonly campaignState: Words<CampaignState>;
  readonly leadState: Words<CampaignLeadState>;
  readonly funnel: Words<keyof Funnel>;
  readonly outcome: Words<CallOutcome>;
  readonly answeredBy: Words<AnsweredBy>;
  readonly delays: Words<'turnLatencyMs' | 'replyMs' | 'bargeInMs'>;
  /** Rules by id; one that is not named here is shown as it is. */
  readonly rules: Readonly<Record<string, string>>;
}

const signed = (share: number): string => `${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(1)}%`;

const chinese: ReportWords = {
  allCampaigns: '全部任务',
  leads: '名单人数',
  calls: '通话',
  recordings: '录音',
  talkTime: '通话时长',
  minutes: '分钟',
  doNotCall: '要求不再拨打',
  funnelTitle: '漏斗',
  outcomesTitle: '通话结果',
  answeredByTitle: '接听方',
  gradesTitle: '意向等级',
  refusedTitle: '合规拦截（人数）',
  answersTitle: '按键回答（通话数）',
  delaysTitle: '时延（毫秒）',
  leadStatesTitle: '名单状态',
  none: '（无）',
  measured: '次',
  strategyTitle: '拨打策略（可接通的拨打）',
  strategy: { steered: '按策略拨打，接通', heldOut: '对照组（固定顺序），接通' },
  uplift: ({ uplift, lower, upper }) =>
    uplift === null
      ? '提升：两组都有接通后才能计算'
      : `提升 ${signed(uplift)}（95% 区间 ${signed(lower ?? 0)} 到 ${signed(upper ?? 0)}）`,
  csvHeader: ['类别', '项目', '名称', '数量', '占比'],
  grade: (letter) => `${letter} 级`,
  campaignState: {
    draft: '草稿',
    scheduled: '待开始',
    running: '进行中',
    paused: '已暂停',
    stopped: '已停止',
    done: '已完成',
    archived: '已归档',
  },
  leadState: { waiting: '等待拨打', claimed: '即将拨打', dialing: '通话中', done: '已完成', refused: '不可拨打' },
  funnel: {
    dialed: '拨出',
    answered: '接通',
    talked: '有对话',
    interested: '有意向',
    handedOverOrOrdered: '转人工或成交',
    handedOver: '其中转人工',
    ordered: '其中成交',
  },
  outcome: {
    completed: '正常完成',
    transferred: '已转人工',
    'transfer-failed': '转人工未接',
    'callee-hung-up': '客户挂断',
    'no-interaction': '接通即挂',
    silent: '客户静默',
    'not-understood': '未能听懂',
    voicemail: '语音信箱',
    'voice-assistant': '语音助手',
    screened: '来电秘书',
    ivr: '对方 IVR',
    fax: '传真',
    'one-way-audio': '单通',
    'answered-late': '取消后接通',
    busy: '忙',
    'no-answer': '无应答',
    rejected: '拒接',
    vacant: '空号',
    'powered-off': '关机',
    suspended: '停机',
    arrears: '欠费',
    'out-of-reach': '不在服务区',
    'incoming-barred': '呼入限制',
    'missed-call-notice': '来电提醒',
    forwarded: '呼叫转移',
    'network-busy': '网络忙',
    'trunk-failed': '线路故障',
    incompatible: '编码不兼容',
    cancelled: '已取消',
    terminated: '已终止',
    interrupted: '程序中断',
    failed: '失败',
  },
  answeredBy: {
    human: '真人',
    voicemail: '语音信箱',
    assistant: '语音助手',
    screening: '来电秘书',
    ivr: 'IVR',
    fax: '传真',
    unknown: '未知',
  },
  delays: { turnLatencyMs: '应答时延（含断句等待）', replyMs: '应答时延（不含断句等待）', bargeInMs: '打断停播' },
  rules: {
    'trunk.unknown': '线路不存在',
    'trunk.wrong-numbering': '号码与线路不符',
    'lead.gone': '名单已删除',
    'script.variable-unfit': '名单里的信息不合话术要求',
    'number.not-e164': '号码格式不对',
    'number.simulated-on-real-trunk': '模拟号码不得走真实线路',
    'number.real-on-simulated-trunk': '真实号码不得走模拟线路',
    'number.emergency': '紧急号码只能由人拨打',
    'caller.not-owned': '主叫号码不属于线路',
    'region.blocked': '地区禁呼',
    'suppression.platform': '平台禁呼名单',
    'suppression.tenant': '客户要求不再拨打',
    'consent.missing': '没有授权记录',
    'window.zone-unknown': '时区不明',
    'window.callee-local': '不在可外呼时段',
    'window.never': '没有可外呼时段',
    'cap.per-minute': '1 分钟频控',
    'cap.per-5-minutes': '5 分钟频控',
    'cap.per-hour': '1 小时频控',
    'cap.per-day': '24 小时频控',
    'cap.per-30-days': '30 天频控',
  },
};

const english: ReportWords = {
  allCampaigns: 'All campaigns',
  leads: 'people listed',
  calls: 'calls',
  recordings: 'recordings',
  talkTime: 'talk time',
  minutes: 'min',
  doNotCall: 'asked for silence',
  funnelTitle: 'Funnel',
  outcomesTitle: 'Outcomes',
  answeredByTitle: 'Answered by',
  gradesTitle: 'Grades',
  refusedTitle: 'Refused by the gate (people)',
  answersTitle: 'Answers by key (calls)',
  delaysTitle: 'Delays (ms)',
  leadStatesTitle: 'People',
  none: '(none)',
  measured: 'measured',
  strategyTitle: 'Strategy (dials that could be answered)',
  strategy: { steered: 'by the strategy, answered', heldOut: 'held out in fixed order, answered' },
  uplift: ({ uplift, lower, upper }) =>
    uplift === null
      ? 'uplift: told once both have answers'
      : `uplift ${signed(uplift)} (95 % between ${signed(lower ?? 0)} and ${signed(upper ?? 0)})`,
  csvHeader: ['section', 'item', 'name', 'count', 'share'],
  grade: (letter) => `grade ${letter}`,
  campaignState: {
    draft: 'draft',
    scheduled: 'scheduled',
    running: 'running',
    paused: 'paused',
    stopped: 'stopped',
    done: 'done',
    archived: 'archived',
  },
  leadState: {
    waiting: 'waiting',
    claimed: 'about to be dialed',
    dialing: 'in a call',
    done: 'done',
    refused: 'refused',
  },
  funnel: {
    dialed: 'dialed',
    answered: 'answered',
    talked: 'talked',
    interested: 'interested',
    handedOverOrOrdered: 'handed over or ordered',
    handedOver: '  of these handed over',
    ordered: '  of these ordered',
  },
  outcome: {
    completed: 'completed',
    transferred: 'handed over',
    'transfer-failed': 'nobody took the transfer',
    'callee-hung-up': 'customer hung up',
    'no-interaction': 'hung up at once',
    silent: 'silent',
    'not-understood': 'not understood',
    voicemail: 'voicemail',
    'voice-assistant': 'voice assistant',
    screened: 'call screening',
    ivr: 'a menu answered',
    fax: 'fax',
    'one-way-audio': 'one-way audio',
    'answered-late': 'answered after cancel',
    busy: 'busy',
    'no-answer': 'no answer',
    rejected: 'rejected',
    vacant: 'vacant number',
    'powered-off': 'powered off',
    suspended: 'suspended',
    arrears: 'in arrears',
    'out-of-reach': 'out of reach',
    'incoming-barred': 'incoming barred',
    'missed-call-notice': 'missed-call notice',
    forwarded: 'forwarded',
    'network-busy': 'network busy',
    'trunk-failed': 'trunk failed',
    incompatible: 'incompatible',
    cancelled: 'cancelled',
    terminated: 'terminated',
    interrupted: 'interrupted',
    failed: 'failed',
  },
  answeredBy: {
    human: 'a person',
    voicemail: 'voicemail',
    assistant: 'voice assistant',
    screening: 'call screening',
    ivr: 'a menu',
    fax: 'fax',
    unknown: 'unknown',
  },
  delays: {
    turnLatencyMs: 'end of speech to reply',
    replyMs: 'the same less endpointing',
    bargeInMs: 'interruption to silence',
  },
  rules: {},
};

export const reportWords: Readonly<Record<ReportLanguage, ReportWords>> = { 'zh-CN': chinese, en: english };
