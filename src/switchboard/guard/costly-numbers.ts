export interface CostlyRange {
  /** E.164. */
  readonly prefix: string;
  readonly kind: 'premium' | 'satellite' | 'abroad-at-home';
}

const ranges = (kind: CostlyRange['kind'], prefixes: string): readonly CostlyRange[] =>
  prefixes.split(' ').map((prefix) => ({ prefix: `+${prefix}`, kind }));

/**
 * Where fraud earns: numbers that pay whoever owns them, satellites, and islands that are dialed like a home call from
 * North America. Listing a country does not open them (`+86` opens no `+86168…`); naming the range does. ITU-T E.164
 * assigned codes 870, 878, 881, 882, 883 and 979; the rest are national numbering plans.
 */
export const costlyRanges: readonly CostlyRange[] = [
  ...ranges('satellite', '870 881 882 883 861349 861740 861749'),
  ...ranges('premium', '878 979 86160 86168 1900 3389 39892 39899 43900 43930 449 4470 4487 46900 46939 46944 49900'),
  ...ranges(
    'premium',
    '49137 31900 31906 31909 32900 34803 34806 34807 34905 34907 41900 41901 41906 61190 64900 81990',
  ),
  ...ranges('premium', '60600 651900 7809 852900 886204 886209'),
  ...ranges(
    'abroad-at-home',
    '1242 1246 1264 1268 1284 1345 1441 1473 1649 1664 1721 1758 1767 1784 1809 1829 1849 1868 1869 1876 1658',
  ),
];

/** The narrowest costly range that a number falls into, or null. */
export function costlyRangeOf(number: string): CostlyRange | null {
  return costlyRanges
    .filter(({ prefix }) => number.startsWith(prefix))
    .reduce<CostlyRange | null>(
      (narrowest, range) => (narrowest && narrowest.prefix.length >= range.prefix.length ? narrowest : range),
      null,
    );
}
