import type { ReportLanguage } from '../report-words.ts';
import { padded } from '../terminal-cells.ts';
import { ways, type Advice, type AdviceInput, type Way } from './advise.ts';

interface AdviceWords {
  readonly title: (callsADay: string) => string;
  readonly best: (way: string) => string;
  readonly ways: Readonly<Record<Way, string>>;
  readonly agents: string;
  readonly costs: string;
  readonly deals: string;
  readonly costADeal: string;
  readonly profit: string;
  readonly saves: (percent: string) => string;
  readonly robotFirst: (calls: string | null) => string;
  readonly robotAlone: (calls: string | null) => string;
  readonly from: string;
}

const words: Readonly<Record<ReportLanguage, AdviceWords>> = {
  'zh-CN': {
    title: (callsADay) => `每天 ${callsADay} 通外呼，按月计算（元）`,
    best: (way) => `建议: ${way}`,
    ways: { people: '人工外呼', 'robot-first': '机器人初筛，人工成交', 'robot-alone': '机器人独立完成' },
    agents: '坐席',
    costs: '成本',
    deals: '成交',
    costADeal: '每单成本',
    profit: '利润',
    saves: (percent) => `机器人初筛后每单成本 ${percent}`,
    robotFirst: (calls) =>
      calls === null ? '机器人初筛在任何呼叫量下都不比人工便宜' : `每天 ${calls} 通起，机器人初筛比人工便宜`,
    robotAlone: (calls) =>
      calls === null
        ? '机器人独立完成在任何呼叫量下都不更便宜'
        : `每天 ${calls} 通起，机器人独立完成的每单成本最低（成交更少）`,
    from: '依据（可用 --set 名称=数值 修改；默认值只是示例）',
  },
  en: {
    title: (callsADay) => `${callsADay} calls a day, by the month (yuan)`,
    best: (way) => `Advised: ${way}`,
    ways: { people: 'people alone', 'robot-first': 'robot first, people close', 'robot-alone': 'robot alone' },
    agents: 'agents',
    costs: 'costs',
    deals: 'deals',
    costADeal: 'a deal costs',
    profit: 'profit',
    saves: (percent) => `with a robot first a deal costs ${percent}`,
    robotFirst: (calls) =>
      calls === null
        ? 'a robot first is cheaper at no number of calls'
        : `from ${calls} calls a day a robot first is cheaper than people alone`,
    robotAlone: (calls) =>
      calls === null
        ? 'a robot alone is cheaper at no number of calls'
        : `from ${calls} calls a day a deal costs least with a robot alone (which sells less)`,
    from: 'From these figures (change them by --set NAME=VALUE; the defaults are an example)',
  },
};

/** Advice for a terminal: the three ways beside each other, the break-even, and what it follows from. */
export function renderAdvice(advice: Advice, input: AdviceInput, language: ReportLanguage): string {
  const said = words[language];
  const number = (value: number, digits = 0): string =>
    value.toLocaleString(language, { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const rounded = (calls: number | null): string | null => (calls === null ? null : number(Math.ceil(calls)));
  const hasProfit = input.dealYuan !== undefined;
  const header = ['', said.agents, said.costs, said.deals, said.costADeal, ...(hasProfit ? [said.profit] : [])];
  const rows = ways.map((way) => {
    const { agents, costAMonth, dealsAMonth, costADeal, profitAMonth } = advice.ways[way];
    const shown = [
      number(agents, 1),
      number(costAMonth),
      number(dealsAMonth),
      costADeal === null ? '–' : number(costADeal),
    ];
    return [said.ways[way], ...shown, ...(profitAMonth === null ? [] : [number(profitAMonth)])];
  });
  const saves = advice.robotFirstSaves;
  return [
    said.title(number(input.callsADay)),
    '',
    ...[header, ...rows].map((cells) =>
      cells
        .map((cell) => padded(cell, 24))
        .join('')
        .trimEnd(),
    ),
    '',
    said.best(said.ways[advice.best]),
    ...(saves === null ? [] : [said.saves(`${saves > 0 ? '+' : ''}${number(saves * 100)} %`)]),
    said.robotFirst(rounded(advice.breakEven.robotFirst)),
    said.robotAlone(rounded(advice.breakEven.robotAlone)),
    '',
    `${said.from}:`,
    ...Object.entries(input).map(([name, value]) => `  ${name}=${value}`),
    '',
  ].join('\n');
}
