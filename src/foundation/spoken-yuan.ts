/** Yuan as they are spoken: 500000 → 50万元, 12000 → 1.2万元, 1250 → 1250元. */
export function spokenYuan(yuan: number): string {
  if (yuan >= 100_000_000 && yuan % 1_000_000 === 0) return `${yuan / 100_000_000}亿元`;
  if (yuan >= 10_000 && yuan % 100 === 0) return `${yuan / 10_000}万元`;
  return `${yuan}元`;
}
