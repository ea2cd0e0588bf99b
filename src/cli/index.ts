/** The terminal's door: which commands there are, their options and help, and how answers are shown. It does nothing itself. */
export { buildProgram } from './build-program.ts';
export type {
  CliDoors,
  DemoFlags,
  RehearseFlags,
  TestScriptFlags,
  UnderstandFlags,
  VariantFlags,
} from './cli-doors.ts';
export { terminal, type Terminal } from './terminal.ts';
export { casesFileOf } from './cases-file-of.ts';
