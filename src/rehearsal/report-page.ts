import { escapeMarkup as text } from '../foundation/escape-markup.ts';
import type { PersonaResult, RehearsalReport } from './rehearse.ts';
import type { RehearsedConversation } from './rehearsed-conversation.ts';

/** The report of a rehearsal as one HTML page that needs nothing beside it: Chinese, English beside. */
export function reportPage(report: RehearsalReport): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(report.name)} · 彩排 Rehearsal</title>
<style>${style}</style>
<h1>${text(report.name)} <small>${text(report.script)}</small></h1>
${summary(report)}
${ledByModel(report)}
${findings(report)}
${uncovered(report)}
<h2>客户 <small>Customers</small></h2>
${personaTable(report)}
<h2>对话 <small>Conversations</small></h2>
${report.examples.map((example) => conversation(report, example)).join('\n')}
</html>
`;
}

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --bad: #c0392b; --good: #2e8b57 }
body { font: 15px/1.6 system-ui, 'PingFang SC', 'Microsoft YaHei', sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem } small { font-weight: normal; opacity: .65; font-size: .8em }
.figures { display: flex; flex-wrap: wrap; gap: 1rem } .figures div { border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1rem }
.figures b { display: block; font-size: 1.5rem } .good { color: var(--good) } .bad { color: var(--bad) }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
td.n { text-align: right; font-variant-numeric: tabular-nums } code { background: var(--soft); border-radius: 4px; padding: 0 .3em }
.chip { display: inline-block; background: var(--soft); border-radius: 999px; padding: 0 .6em; margin: 0 .3em .3em 0; white-space: nowrap }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; padding: .3rem .8rem } summary { cursor: pointer }
.said p { margin: .3rem 0 } .customer { padding-left: 3rem } .customer i { opacity: .65 }
`;

function summary({ conversations, coverage, rounds, seed }: RehearsalReport): string {
  const figure = (value: string, name: string, english: string, manner = ''): string =>
    `<div><b class="${manner}">${value}</b>${name} <small>${english}</small></div>`;
  const share = (value: number, least: number): readonly [string, string] => [
    `${(value * 100).toFixed(1)}%`,
    value >= least ? 'good' : 'bad',
  ];
  const [nodes, nodesManner] = share(coverage.nodes, 0.95);
  const [branches, branchesManner] = share(coverage.branches, 0.8);
  return `<div class="figures">
${figure(String(conversations), '通对话', 'conversations')}
${figure(nodes, '节点覆盖', 'nodes covered', nodesManner)}
${figure(branches, '分支覆盖', 'branches covered', branchesManner)}
${figure(String(rounds), '平均轮次', 'rounds on average')}
${figure(String(seed), '随机种子', 'seed')}
</div>`;
}

function ledByModel({ byModel, personas }: RehearsalReport): string {
  if (byModel === null) return '';
  const { model, led, conversations, turns, tokens, customerFailed } = byModel;
  const names = led.map((id) => text(personas[id]?.name ?? id)).join('、');
  const failed = Object.entries(customerFailed).map(
    ([reason, times]) =>
      `<li>${times} × ${text(reason)} <small>客户失败，另计 customer failed, counted apart</small></li>`,
  );
  return `<h2>由语言模型扮演的客户 <small>Customers led by a language model</small></h2>
<p><code>${text(model)}</code>：${conversations} 通 <small>conversations</small>，${turns} 句 <small>turns</small>，${tokens} 个词元 <small>tokens</small>。${names}</p>
<ul>${failed.join('')}</ul>`;
}

const whyStuck = {
  fault: '话术走不下去 <small>the script cannot go on</small>',
  'no-way-to-an-end': '之后到不了结束 <small>nothing after it ends the call</small>',
  'nobody-gets-on': '没有人走得出去 <small>nobody got on from there</small>',
} as const;

function findings({ loops, deadEnds }: RehearsalReport): string {
  const rows = [
    ...loops.map(({ nodes, conversations, example }) => [
      '循环 <small>loop</small>',
      nodes.map((node) => `<code>${text(node)}</code>`).join(' → '),
      link(conversations, example),
    ]),
    ...deadEnds.map(({ node, why, conversations, example }) => [
      `死胡同 <small>dead end</small>: ${whyStuck[why]}`,
      `<code>${text(node)}</code>`,
      link(conversations, example),
    ]),
  ];
  const heading = '<h2>循环与死胡同 <small>Loops and dead ends</small></h2>';
  if (rows.length === 0) return `${heading}<p class="good">没有发现。<small>None was found.</small></p>`;
  return `${heading}<table><tr><th>问题 <small>what</small><th>节点 <small>where</small><th>对话 <small>conversations</small></tr>
${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</table>`;
}

function link(conversations: number, example: number | null): string {
  return example === null ? String(conversations) : `<a href="#c${example}">${conversations}</a>`;
}

function uncovered({ uncovered: { nodes, branches } }: RehearsalReport): string {
  const list = (items: readonly string[]): string =>
    items.map((item) => `<li><code>${text(item)}</code></li>`).join('');
  const part = (title: string, english: string, items: readonly string[]): string =>
    items.length === 0
      ? ''
      : `<details><summary>${title} <small>${english}</small> (${items.length})</summary><ul>${list(items)}</ul></details>`;
  return `<h2>没有走到的 <small>Not gone through</small></h2>
${part('节点', 'nodes', nodes)}${part('分支', 'branches', branches)}${nodes.length + branches.length === 0 ? '<p class="good">都走到了。<small>All were.</small></p>' : ''}`;
}

function personaTable({ personas }: RehearsalReport): string {
  const chips = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .toSorted(([, left], [, right]) => right - left)
      .map(([name, count]) => `<span class="chip">${text(name)} ${count}</span>`)
      .join('');
  const row = ({ name, goal, conversations, rounds, outcomes, grades }: PersonaResult): string =>
    `<tr><td>${text(name)}<br><small>${text(goal)}</small></td><td class="n">${conversations}</td><td class="n">${rounds}</td><td>${chips(outcomes)}</td><td>${chips(grades)}</td></tr>`;
  return `<table><tr><th>谁 <small>who</small><th>对话 <small>conversations</small><th>轮次 <small>rounds</small><th>结果 <small>outcomes</small><th>等级 <small>grades</small></tr>
${Object.values(personas).map(row).join('\n')}</table>`;
}

function conversation({ personas }: RehearsalReport, example: RehearsedConversation): string {
  const who = personas[example.persona]?.name ?? example.persona;
  const misheard = (heard: string | null, customer: string): string =>
    heard === null || heard === customer ? '' : ` <i>（听成 heard: ${text(heard)}）</i>`;
  const lines = example.stays.map(
    ({ at, robot, customer, heard }) =>
      `<p>机器人 ${text(robot)} <small>${text(at)}</small></p><p class="customer">客户 ${text(customer)}${misheard(heard, customer)}</p>`,
  );
  const last = example.lastWords === '' ? '' : `<p>机器人 ${text(example.lastWords)}</p>`;
  return `<details id="c${example.seed}"><summary>${text(who)} · ${text(example.ended)}${example.grade === null ? '' : ` · ${text(example.grade)}`} <small>#${example.seed}</small></summary><div class="said">${lines.join('')}${last}</div></details>`;
}
