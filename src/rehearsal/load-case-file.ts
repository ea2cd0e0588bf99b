import { caseFileSchema, type ConversationCase } from './case-file.ts';
import { readLocatedYaml } from './located-yaml.ts';

export interface LoadedCase extends ConversationCase {
  /** Where it begins in its file. */
  readonly line: number;
}

export interface LoadedCases {
  readonly script: string;
  readonly cases: readonly LoadedCase[];
}

/** Reads the cases of a script from YAML. Throws `cases-invalid` with every problem and its line. */
export function loadCaseFile(text: string, file: string): LoadedCases {
  const { value, lineOf } = readLocatedYaml(caseFileSchema, text, { file, code: 'cases-invalid' });
  const cases = value.cases.map((one, index) => ({ ...one, line: lineOf(['cases', index]) }));
  return { script: value.script, cases };
}
