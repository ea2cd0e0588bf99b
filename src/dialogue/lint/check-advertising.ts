import { advertisingRules, deniedBefore, type AdvertisingRule } from './advertising-words.ts';
import { linesOf } from './lines.ts';
import { report, type Findings } from './problem.ts';

/**
 * No wording uses words that 广告法 forbids. A marketing script with one is not published; elsewhere the author is told. Names
 * that hold such a word (第一财经) stand under `allowedWords`.
 */
export function checkAdvertising(findings: Findings): void {
  const { purpose, allowedWords } = findings.document;
  if (purpose === 'test') return;
  for (const { utterance, where } of linesOf(findings.document)) {
    for (const { word, rule } of forbiddenIn(utterance.text, allowedWords))
      report(
        findings,
        'word-forbidden',
        where,
        `"${utterance.text}" says '${word}': ${rule.why} (广告法${rule.article}); a name that holds it goes under 'allowedWords'`,
        purpose === 'marketing' ? 'error' : 'warning',
      );
  }
}

interface ForbiddenWord {
  readonly word: string;
  readonly rule: AdvertisingRule;
}

function forbiddenIn(text: string, allowed: readonly string[]): readonly ForbiddenWord[] {
  const names = allowed.flatMap((name) => spansOf(text, name));
  return advertisingRules.flatMap((rule) =>
    [...text.matchAll(rule.words)]
      .filter(({ 0: word, index: start }) => {
        const named = names.some((name) => name.start <= start && start + word.length <= name.end);
        return !named && !deniedBefore.test(text.slice(0, start));
      })
      .map(([word]) => ({ word, rule })),
  );
}

function spansOf(text: string, name: string): readonly { readonly start: number; readonly end: number }[] {
  const spans = [];
  for (let start = text.indexOf(name); start >= 0; start = text.indexOf(name, start + 1))
    spans.push({ start, end: start + name.length });
  return spans;
}
