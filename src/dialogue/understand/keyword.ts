/** Questions of the form A-not-A ask, they do not deny: 是不是, 有没有, 方不方便, 需要不需要. */
const choiceQuestion = /(.{1,2})[不没]\1/g;
/** A negation right before a word, with what may stand between (不太, 没有在, 不是很). */
const negationBefore = /(不|没|没有|别|未|甭|勿)(太|是|是很|怎么|大|很|会|想|再|在|正在|有|用|要|能|给我|准|许)?$/;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Does `clause` say `keyword` and mean it? 不需要 does not say 需要, 有没有 does not say 没有, and 你不是机器人吧 asks after 机器人.
 */
export function saysKeyword(clause: string, keyword: string): boolean {
  for (let start = clause.indexOf(keyword); start >= 0; start = clause.indexOf(keyword, start + 1)) {
    const span = { start, end: start + keyword.length };
    if (!isCutFromQuestion(clause, span) && !isWordPart(clause, keyword, span) && !isNegated(clause, keyword, start))
      return true;
  }
  return false;
}

function isCutFromQuestion(clause: string, span: Span): boolean {
  for (const match of clause.matchAll(choiceQuestion)) {
    const question = { start: match.index, end: match.index + match[0].length };
    const meets = span.start < question.end && question.start < span.end;
    const holds = span.start <= question.start && span.end >= question.end;
    if (meets && !holds && /[不没]/.test(clause.slice(span.start, Math.min(span.end, question.end)))) return true;
  }
  return false;
}

/** Latin words are whole words: `no` is not in `know`. */
function isWordPart(clause: string, keyword: string, span: Span): boolean {
  return (
    (/^[a-z]/.test(keyword) && /[a-z]/.test(clause[span.start - 1] ?? '')) ||
    (/[a-z]$/.test(keyword) && /[a-z]/.test(clause[span.end] ?? ''))
  );
}

function isNegated(clause: string, keyword: string, start: number): boolean {
  if (/^[不没别未甭勿无]/.test(keyword) || /[吗吧么]$/.test(clause)) return false;
  const before = clause.slice(0, start).replaceAll(choiceQuestion, '');
  return negationBefore.test(before) && !/(不得不|不能不|不是不)$/.test(before);
}
