import { escapeMarkup as text } from '../foundation/escape-markup.ts';
import type { LosingNode, LostExample, Share, TuningReport } from '../contract/tuning.ts';
import { describeDiff } from '../scripts/index.ts';

/** The optimisation report as one HTML page that needs nothing beside it: Chinese, English beside. */
export function reportPage(report: TuningReport): string {
  const { scriptId, version, calls, nodes, leastVisits } = report;
  const none = `<p class="good">没有${leastVisits}人以上听到又流失的节点。<small>No node that ${leastVisits} or more people heard has lost anybody.</small></p>`;
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(scriptId)} · 话术优化 Optimisation</title>
<style>${style}</style>
<h1>${text(scriptId)} <small>第 ${version} 版 version ${version} · ${calls} 通 calls</small></h1>
<p>流失最多的节点，百分比附 95% 区间。<small>The nodes that lose most people; shares with their 95 % interval.</small></p>
${nodes.length === 0 ? none : nodes.map((node) => section(report, node)).join('\n')}
${report.versionBefore === null ? '' : `<p><small>两个版本呼叫的人和时间都不同，差别不一定来自话术。The two versions called other people at other times: a difference may come from those as well as from the words.</small></p>`}
</html>
`;
}

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --bad: #c0392b; --good: #2e8b57 }
body { font: 15px/1.6 system-ui, 'PingFang SC', 'Microsoft YaHei', sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem } small { font-weight: normal; opacity: .65; font-size: .8em }
.bar { position: relative; height: 1.2rem; background: var(--soft); border-radius: 4px; margin: .4rem 0 } .bar i { position: absolute; top: 0; bottom: 0 }
.bar .share { left: 0; background: var(--bad); opacity: .45; border-radius: 4px } .bar .range { border-left: 2px solid; border-right: 2px solid; border-bottom: 2px solid; top: 50% }
.good { color: var(--good) } .bad { color: var(--bad) } pre { background: var(--soft); padding: .6rem; border-radius: 8px; white-space: pre-wrap }
blockquote { border-left: 3px solid var(--line); margin: .6rem 0; padding-left: .8rem } blockquote p { margin: .2rem 0 } .customer { padding-left: 3rem }
`;

const percent = (share: number): string => `${(share * 100).toFixed(0)}%`;
const inWords = ({ share, low, high, of }: Share): string =>
  `${percent(share)}（${percent(low)}–${percent(high)}，${of} 人 of ${of}）`;

function section(report: TuningReport, losing: LosingNode): string {
  const { flow, node, lost, how, examples } = losing;
  return `<h2><code>${text(`${flow}/${node}`)}</code> ${lost.count} <small>人流失 lost</small></h2>
<div class="bar"><i class="share" style="width:${lost.share * 100}%"></i><i class="range" style="left:${lost.low * 100}%;width:${(lost.high - lost.low) * 100}%"></i></div>
<p>${inWords(lost)} · 挂断 hung up ${how['hung-up']} · 拒绝 refused ${how.refused} · 随后离开 right after ${how['right-after']}</p>
${differencePart(report, losing)}${changePart(report, losing)}
${examples.map(exampleOf).join('\n')}`;
}

const verdicts = {
  less: ['流失变少', 'fewer are lost', 'good'],
  more: ['流失变多', 'more are lost', 'bad'],
  'cannot-tell': ['数据还看不出变化', 'the numbers do not tell whether that changed', ''],
} as const;

function differencePart({ versionBefore }: TuningReport, { before, difference }: LosingNode): string {
  if (before === null || difference === null) return '';
  const { points, low, high, says } = difference;
  const [chinese, english, manner] = verdicts[says];
  const range = [points, low, high].map((value) => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(0)}`);
  return `<p>第 ${versionBefore} 版 version ${versionBefore}: ${inWords(before)} · ${range[0]} <small>百分点 points</small>（${range[1]} … ${range[2]}）: <b class="${manner}">${chinese} <small>${english}</small></b></p>`;
}

function changePart({ scriptId, version, versionBefore }: TuningReport, { changes }: LosingNode): string {
  if (versionBefore === null) return '';
  if (changes.length === 0) return '<p>话术没有变。<small>Its words did not change.</small></p>';
  const diff = describeDiff({ scriptId, from: String(versionBefore), to: String(version), changes: [...changes] });
  return `<pre>${text(diff.split('\n').slice(1).join('\n'))}</pre>`;
}

function exampleOf({ callId, atSec, robotSaid, customerSaid }: LostExample): string {
  const at = atSec === null ? '' : ` · ${atSec.toFixed(1)} s`;
  const customer = customerSaid === '' ? '' : `<p class="customer">客户 ${text(customerSaid)}</p>`;
  return `<blockquote><p>机器人 ${text(robotSaid)}</p>${customer}<small>${text(callId)}${at}</small></blockquote>`;
}
