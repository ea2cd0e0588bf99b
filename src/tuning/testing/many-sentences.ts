import { seededRandom } from '../../foundation/random.ts';

const things = ['门锁', '热水器', '空调', '洗衣机', '净水器', '冰箱', '燃气灶', '油烟机', '马桶', '窗帘'];
const asks = [
  '多少钱',
  '怎么安装',
  '几天能到',
  '能不能退',
  '保修几年',
  '哪里产的',
  '声音大不大',
  '费不费电',
  '有没有发票',
  '怎么清洗',
];
const before = ['', '那个', '我想问一下', '嗯', '你们的', '请问', '这个'];
const after = ['', '啊', '呢', '呀', '麻烦说一下'];

/** So many different sentences: a hundred questions about things of a house, each worded in many ways. */
export function manySentences(count: number): readonly string[] {
  const random = seededRandom(7);
  const pick = (words: readonly string[]): string => words[random.int(words.length)] ?? '';
  const found = new Set<string>();
  for (let number = 0; found.size < count; number++)
    found.add(
      `${pick(before)}${pick(things)}${pick(asks)}${pick(after)}${number % 3 === 0 ? '' : `要${1 + (number % 97)}个`}`,
    );
  return [...found];
}
