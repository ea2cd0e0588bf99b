import type { IvrDocument } from '../../contract/ivr-document.ts';
import type { LinesDocument } from '../../contract/lines-document.ts';
import type { NamedCalendar } from '../../contract/route-settings.ts';
import { CodedError } from '../../foundation/errors.ts';
import { ivrProblemsOf } from './lint/ivr-problems-of.ts';
import { secretNames } from './secret-names.ts';

/**
 * A flow ready to run, and those it may go to. Immutable: a call keeps the one it began with, whatever is applied meanwhile.
 */
export interface CompiledIvr {
  readonly document: IvrDocument;
  /** Of the lines document it came from. */
  readonly version: number;
  readonly secrets: ReadonlySet<string>;
  readonly calendars: ReadonlyMap<string, NamedCalendar>;
  /** Every flow of the same version, itself among them. */
  readonly flows: ReadonlyMap<string, CompiledIvr>;
}

/** Prepares all flows of a lines document, by name. Throws `ivr-invalid` with every problem on a line of its own. */
export function compileIvrs(lines: LinesDocument, version: number): ReadonlyMap<string, CompiledIvr> {
  const problems = ivrProblemsOf(lines);
  if (problems.length > 0)
    throw new CodedError('ivr-invalid', problems.map(({ message }) => message).join('\n'), {
      problems: problems.length,
    });
  return prepareIvrs(lines, version);
}

/** The same without the checks. */
export function prepareIvrs(
  { ivrs, calendars }: Pick<LinesDocument, 'ivrs' | 'calendars'>,
  version: number,
): ReadonlyMap<string, CompiledIvr> {
  const flows = new Map<string, CompiledIvr>();
  const named = new Map(calendars.map((calendar) => [calendar.name, calendar]));
  for (const document of ivrs)
    flows.set(document.name, { document, version, secrets: secretNames(document), calendars: named, flows });
  return flows;
}
