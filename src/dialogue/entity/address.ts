import { divisions, ordinaryNames, type Division } from './divisions.ts';
import type { Found } from './found.ts';

interface Mention extends Found<readonly Division[]> {
  readonly name: string;
}

const byName = new Map<string, Division[]>();
for (const division of divisions)
  for (const name of division.names) byName.set(name, [...(byName.get(name) ?? []), division]);
const anyName = new RegExp([...byName.keys()].sort((left, right) => right.length - left.length).join('|'), 'g');

/** 南京路, 北京时间, 兰州拉面: named after a place, and nobody lives there. */
const namedAfter =
  /^(?:东|西|南|北|中)?(?:[路街巷]|大道|时间|银行|证券|拉面|火锅|烤鸭|啤酒|炒饭|鸡饭|大学|饭店|酒店|菜|话|牌|治|小异|久安|八稳|石|巴巴|白药|移动|电信|联通|明珠|装|陵|玉|宾馆)/;
const livesBefore = /(?:[在住到去回是]|来自|位于|老家|户籍|籍贯|常住|地址|省)$/;
const livesAfter = /^(?:人|的|这边|这里|那边|本地|市区|市|地区|，|$|吧|啊|呢)/;
const before = /(?:老家|祖籍|籍贯|户口|户籍|以前|原来|之前|小时候|出生)[是在住]*$/;

/**
 * Where somebody lives, to the city, or to the district of 北京, 上海, 天津 and 重庆, by full names: 深圳南山 is 广东省深圳市, 四川的 四川省. A place one
 * comes from counts only where no other is named.
 */
export function findAddresses(text: string): readonly Found<string>[] {
  const joined: Found<Division>[] = [];
  for (const mention of mentionsIn(text)) {
    const last = joined.at(-1);
    const inner = last === undefined ? undefined : within(last, mention, text);
    if (last !== undefined && inner !== undefined)
      joined[joined.length - 1] = { value: inner, from: last.from, to: mention.to };
    else {
      const alone = standingAlone(mention, text);
      if (alone !== undefined) joined.push({ value: alone, from: mention.from, to: mention.to });
    }
  }
  const now = joined.filter(({ from }) => !before.test(text.slice(0, from)));
  return (now.length > 0 ? now : joined).map(({ value, from, to }) => ({ value: value.full, from, to }));
}

function mentionsIn(text: string): readonly Mention[] {
  return [...text.matchAll(anyName)]
    .map((match) => ({
      name: match[0],
      value: byName.get(match[0]) ?? [],
      from: match.index,
      to: match.index + match[0].length,
    }))
    .filter(({ to }) => !namedAfter.test(text.slice(to)));
}

/** The division of this name that lies in the one named before it: 江苏的苏州, 北京朝阳. */
function within(outer: Found<Division>, { value, from }: Mention, text: string): Division | undefined {
  if (!/^(?:省|市)?[的，]?$/.test(text.slice(outer.to, from)) || outer.value.kind === 'district') return undefined;
  return value.find(
    ({ province, kind }) => outer.value.kind === 'province' && kind !== 'province' && province === outer.value.province,
  );
}

/** What a name means with nothing before it: the province before the city, and a district only where its 区 is said and no other has the name. */
function standingAlone({ name, value, from, to }: Mention, text: string): Division | undefined {
  const [first, ...others] = value.filter(({ kind }) => kind !== 'district');
  if (first === undefined)
    return /[区县]$/.test(name) && name.length > 2 && value.length === 1 && !ambiguousDistricts.has(name)
      ? value[0]
      : undefined;
  if (!ordinaryNames.has(name)) return first;
  const isPlace =
    (livesBefore.test(text.slice(0, from)) && livesAfter.test(text.slice(to))) ||
    text.split('，').includes(name) ||
    text.startsWith('市', to);
  return isPlace && others.length === 0 ? first : undefined;
}

/** Other cities have districts of these names. */
const ambiguousDistricts = new Set(['朝阳区', '和平区', '河东区', '普陀区', '宝山区', '江北区', '通州区', '金山区']);
