/** The terminal's door: which commands there are, their options and help, and how answers are shown. It does nothing itself. */
export { buildProgram, type CliDoors, type DemoFlags } from './build-program.ts';
export { terminal, type Terminal } from './terminal.ts';
