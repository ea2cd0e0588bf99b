import { seededRandom } from '../../foundation/random.ts';
import type { Aside, Conduct } from './behaviour.ts';

/** Clearly spoken, and about nothing that a script of a seller could expect. */
const remarks = [
  '冬天的树叶落了一地',
  '昨天的鱼汤很鲜',
  '蓝色的杯子放在桌上',
  '楼下那家面馆关门了',
  '孩子正在学弹钢琴',
  '火车站旁边有个公园',
  '窗台上养了几盆花',
  '球赛踢到半夜才完',
  '月亮好圆',
] as const;

const written = (remark: string): string => `${remark}。`;
const all: ReadonlySet<string> = new Set(remarks.map(written));

/** Share of the answers that may be put off by a remark: with what else customers say, a tenth of all lines. */
const share = 0.2;

export const isAside = (text: string): boolean => all.has(text);

/**
 * The conduct of somebody who now and then says something else before answering; when and what follow from `seed`. Never twice in a
 * row, and only before the first `mayStray` answers.
 */
export function withAsides(conduct: Conduct, seed: number): Conduct {
  const random = seededRandom(seed);
  const asides: Aside[] = [];
  for (let answer = 1; answer <= conduct.mayStray; answer++)
    if (random.next() < share)
      asides.push({ beforeAnswer: answer, say: written(remarks[random.int(remarks.length)] ?? remarks[0]) });
  return { ...conduct, asides };
}
