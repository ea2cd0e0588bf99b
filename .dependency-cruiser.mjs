import { openRooms, rooms } from './rooms.mjs';

const names = Object.keys(rooms);
const live = 'audio|telephony|speech|dialogue|call|switchboard|simulator';
const allowed = (room, below) => (below === '*' ? names : [room, ...below, ...openRooms]).join('|');
const test = String.raw`(\.test\.ts$|/testing/)`;

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'every-folder-is-a-room',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${names.join('|')})/` },
      to: {},
    },
    {
      name: 'enter-by-the-door',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/[^/]+/',
        pathNot: [
          '^src/$1/',
          String.raw`^src/[^/]+/index\.ts$`,
          `^src/(${openRooms.join('|')})/`,
          '^src/[^/]+/testing/',
        ],
      },
    },
    ...Object.entries(rooms).map(([room, below]) => ({
      name: `${room}-looks-only-down`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: test },
      to: { path: '^src/', pathNot: `^src/(${allowed(room, room === 'foundation' ? [] : below)})/` },
    })),
    {
      name: 'contract-imports-zod-alone',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: test },
      to: { pathNot: ['^src/contract/', '^node_modules/zod/'] },
    },
    {
      name: 'foundation-knows-no-business',
      severity: 'error',
      from: { path: '^src/foundation/', pathNot: test },
      to: { path: '^src/contract/' },
    },
    {
      name: 'live-half-has-no-database',
      severity: 'error',
      from: { path: `^src/(${live})/` },
      to: { path: '(^src/storage/|^node_modules/(pg|kysely|graphile-worker)/)' },
    },
    {
      name: 'only-the-gate-makes-permits',
      severity: 'error',
      from: { path: '^src/', pathNot: [test, '^src/compliance/'] },
      to: { path: String.raw`^src/contract/issue-dial-permit\.ts$` },
    },
    {
      name: 'sql-only-in-stores',
      severity: 'error',
      from: { path: '^src/', pathNot: [String.raw`-store\.ts$`, '^src/storage/', test] },
      to: { path: '^node_modules/(pg|kysely)/' },
    },
    {
      name: 'tests-stay-in-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { path: String.raw`(\.test\.ts$|^node_modules/(vitest|fast-check)/)` },
    },
    {
      name: 'console-knows-only-the-contract',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^src/', pathNot: '^src/contract/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    // A copy of the tree may link to the packages of another: they are named as its own.
    preserveSymlinks: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
    doNotFollow: { path: 'node_modules' },
  },
};
