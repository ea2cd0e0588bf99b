import type { IvrDocument } from '../../contract/ivr-document.ts';
import { CodedError } from '../../foundation/errors.ts';
import { calendarSays, type CalendarState } from './calendar-says.ts';
import { lintIvr, type IvrSurroundings } from './lint/lint-ivr.ts';
import { secretNames } from './secret-names.ts';

/** What a calendar of the lines document says of a moment (wall clock). */
export type CalendarJudge = (epochMs: number) => CalendarState;

/**
 * A flow ready to run, and those it may go to. Immutable: a call keeps the one it began with, whatever is applied meanwhile.
 */
export interface CompiledIvr {
  readonly document: IvrDocument;
  /** Of the lines document it came from. */
  readonly version: number;
  readonly secrets: ReadonlySet<string>;
  readonly calendars: ReadonlyMap<string, CalendarJudge>;
  /** Every flow of the same version, itself among them. */
  readonly flows: ReadonlyMap<string, CompiledIvr>;
}

export interface CompileIvrOptions {
  readonly version: number;
  readonly calendars?: ReadonlyMap<string, CalendarJudge>;
  readonly surroundings?: Omit<IvrSurroundings, 'flows' | 'calendars'>;
}

/** Prepares all flows of one version. Throws `ivr-invalid` with every problem on a line of its own. */
export function compileIvrs(
  documents: readonly IvrDocument[],
  { version, calendars = new Map(), surroundings = {} }: CompileIvrOptions,
): ReadonlyMap<string, CompiledIvr> {
  const around = { ...surroundings, flows: documents, calendars: [...calendars.keys()] };
  const problems = documents.flatMap((document) => lintIvr(document, around));
  if (problems.length > 0)
    throw new CodedError('ivr-invalid', problems.map(({ message }) => message).join('\n'), {
      problems: problems.length,
    });
  return prepareIvrs(documents, version, calendars);
}

/** The same without the checks, for documents that passed them before. */
export function prepareIvrs(
  documents: readonly IvrDocument[],
  version: number,
  calendars: ReadonlyMap<string, CalendarJudge> = new Map(),
): ReadonlyMap<string, CompiledIvr> {
  const flows = new Map<string, CompiledIvr>();
  for (const document of documents) {
    const own = Object.entries(document.calendars).map(
      ([name, calendar]) => [name, (epochMs: number) => calendarSays(calendar, epochMs)] as const,
    );
    flows.set(document.id, {
      document,
      version,
      secrets: secretNames(document),
      calendars: new Map([...calendars, ...own]),
      flows,
    });
  }
  return flows;
}
