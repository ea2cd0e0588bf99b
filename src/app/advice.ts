import { adviceInputSchema, advise, renderAdvice, type ReportLanguage } from '../analytics/index.ts';
import { CodedError } from '../foundation/errors.ts';
import type { CommandResult } from './commands/command.ts';

/** Advice from figures given by name. Throws `bad-figure` with each that is wrong, and the names that there are. */
export function adviceFrom(figures: Readonly<Record<string, string>>, language: ReportLanguage): CommandResult {
  const numbers = Object.fromEntries(
    Object.entries(figures).map(([name, text]) => [name, text === '' ? NaN : Number(text)]),
  );
  const read = adviceInputSchema.safeParse(numbers);
  if (!read.success) {
    const names = Object.keys(adviceInputSchema.shape).join(', ');
    const told = read.error.issues.flatMap(({ code, path, message, ...issue }) =>
      code === 'unrecognized_keys' && 'keys' in issue
        ? [`there is no figure '${issue.keys.join("', '")}'; there are: ${names}`]
        : [`${path.join('.')}=${figures[String(path[0])] ?? ''}: ${message}`],
    );
    throw new CodedError('bad-figure', told.join('\n'));
  }
  const advice = advise(read.data);
  return { json: { ...advice, from: read.data }, text: renderAdvice(advice, read.data, language) };
}
