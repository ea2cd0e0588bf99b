import { linesOf } from './lines.ts';
import { report, type Findings } from './problem.ts';

/** Ways in which other systems and hurried authors write a place: they would be read out as they stand. */
const foreignPlace =
  /\$\{[^}]*\}|\{\{[^}]*\}\}|｛[^｝]*｝|\{\s*\}|【[^】]*】|<[a-z_\p{Script=Han}]+>|\[[a-z_\p{Script=Han}]+\]|%[sd]\b|[xX×＊*]{2,}(?=先生|女士|总|元|公司|老师|号)/u;

/** Every wording can be said as it stands, and has its recording where the others have theirs. */
export function checkLines(findings: Findings): void {
  const lines = linesOf(findings.document);
  const silent = lines.filter(({ utterance }) => !('audio' in utterance) || utterance.audio === undefined);
  for (const { utterance, where } of lines) {
    const [place] = foreignPlace.exec(utterance.text) ?? [];
    if (place === undefined) continue;
    report(
      findings,
      'place-unfilled',
      where,
      `'${place}' of "${utterance.text}" would be said as it stands; a place is written {name}, with the name under 'variables'`,
    );
  }
  if (silent.length === lines.length) return;
  const recorded = lines.length - silent.length;
  for (const { utterance, where } of silent) {
    report(
      findings,
      'recording-missing',
      where,
      `"${utterance.text}" has no recording, and ${recorded} of ${lines.length} wordings have one: it would be said in another voice`,
      'warning',
    );
  }
}
