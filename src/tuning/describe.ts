import type { GatheredSentence, LosingNode, Misunderstood, Share, TuningReport } from '../contract/tuning.ts';
import { describeDiff } from '../scripts/index.ts';

const why: Readonly<Record<GatheredSentence['why'], string>> = {
  missed: 'not understood',
  denied: 'denied when asked back',
  objected: 'the customer objected',
  doubted: 'read in doubt',
  'said-again': 'said again',
  'hung-up': 'hung up on the answer',
};

/** For the terminal: a paragraph each group, with where and how its first sentence went wrong. */
export function describeMisunderstood({ scriptId, sentences, groups }: Misunderstood): string {
  if (groups.length === 0) return `nothing is open of script '${scriptId}'`;
  return [...groups.map(describeGroup), `${sentences} sentences in ${groups.length} groups`].join('\n');
}

function describeGroup({ id, text, count, texts, nodes, sentences }: Misunderstood['groups'][number]): string {
  const where = nodes.map(({ flow, node, count: times }) => `${flow}/${node} ${times}`).join(', ');
  const [newest] = sentences;
  return [
    `${id}  ${count} × ${text}  (${where})`,
    ...texts.slice(1, 4).map((other) => `            ${other}`),
    ...(newest === undefined ? [] : [`            ${describeSentence(newest)}`]),
  ].join('\n');
}

function describeSentence({ callId, scriptVersion, why: because, readings, fromSec }: GatheredSentence): string {
  const [first] = readings;
  const read = first === undefined ? '' : `, read as ${first.id} ${first.confidence}`;
  const at = fromSec === null ? '' : ` at ${fromSec.toFixed(1)} s`;
  return `${why[because]}${read}: version ${scriptVersion}, call ${callId}${at}`;
}

/** 32 % (25 to 39) of 180. */
function shareInWords({ share, low, high, of }: Share): string {
  return `${percent(share)} % (${percent(low)} to ${percent(high)}) of ${of}`;
}

const percent = (share: number): string => (share * 100).toFixed(0);
const points = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(0)}`;

/** How the loss changed, in no more than the numbers say; null where there is nothing to compare with. */
function differenceInWords({ before, difference }: LosingNode, versionBefore: number | null): string | null {
  if (before === null || difference === null) return null;
  const { points: change, low, high, says } = difference;
  const verdict = {
    less: 'fewer are lost',
    more: 'more are lost',
    'cannot-tell': 'the numbers do not tell whether that changed',
  }[says];
  return `version ${versionBefore}: ${shareInWords(before)}; difference ${points(change)} points (${points(low)} to ${points(high)}): ${verdict}`;
}

/** For the terminal: a paragraph each node. */
export function describeReport(report: TuningReport): string {
  const { scriptId, version, calls, nodes, leastVisits } = report;
  const head = `script '${scriptId}' version ${version}, ${calls} calls; shares with their 95 % interval`;
  if (nodes.length === 0) return `${head}\nno node that ${leastVisits} or more people heard has lost anybody`;
  return [head, ...nodes.flatMap((node) => describeNode(report, node)), ...caution(report)].join('\n');
}

function describeNode({ scriptId, version, versionBefore }: TuningReport, losing: LosingNode): readonly string[] {
  const { flow, node, lost, how, examples, changes } = losing;
  const ways = `hung up ${how['hung-up']}, refused ${how.refused}, right after ${how['right-after']}`;
  const difference = differenceInWords(losing, versionBefore);
  const diff = describeDiff({ scriptId, from: String(versionBefore), to: String(version), changes: [...changes] });
  return [
    `${flow}/${node}: lost ${lost.count}, ${shareInWords(lost)}: ${ways}`,
    ...(difference === null ? [] : [`  ${difference}`]),
    ...(changes.length === 0
      ? []
      : diff
          .split('\n')
          .slice(1)
          .map((line) => `  ${line}`)),
    ...examples.flatMap(({ callId, atSec, robotSaid, customerSaid }) => [
      `  call ${callId}${atSec === null ? '' : ` at ${atSec.toFixed(1)} s`}`,
      `    机器人 ${robotSaid}`,
      ...(customerSaid === '' ? [] : [`    客户 ${customerSaid}`]),
    ]),
  ];
}

function caution({ versionBefore }: TuningReport): readonly string[] {
  return versionBefore === null
    ? []
    : [
        'The two versions called other people at other times: a difference may come from those as well as from the words.',
      ];
}
