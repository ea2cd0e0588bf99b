import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const sockets = ['src/**/*.sockets.test.ts', 'tests/**/*.test.ts'];
/** Whole campaigns whose every word and tone is judged: beside other programs on every core some come too late. */
const alone = ['tests/demo/*demo.test.ts'];

/** Databases of tests: `src/storage/testing/test-database.ts`. The cluster starts when a test first asks for one. */
const databases = {
  globalSetup: ['src/storage/testing/global-setup.ts'],
  provide: { testDatabaseUrl: process.env['WAIHU_TEST_DATABASE_URL'] ?? null },
};

/** Long enough for a machine five times slower than usual; what hangs says so in the wait that it hangs in. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000 };

const wholePaths = { ...patience, ...databases };

/** Whole paths take minutes, most of them spent waiting for calls: they start first, so that none is left over at the end. */
const longest = [
  'tests/recovery/',
  'tests/attack/',
  'tests/campaign/',
  'tests/switchboard/',
  'tests/telephones/',
  'tests/robot-calls/',
  'tests/outside/',
  'tests/console/',
  'tests/conversation/',
  'src/storage/embedded/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = longest.findIndex((folder) => relative('.', moduleId).startsWith(folder));
      return rank === -1 ? longest.length : rank;
    };
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          // They keep no sockets, children or mocks, so a worker reads the modules once for all its files; and they never wait, so
          // every core has one. Left to itself vitest leaves one core free.
          isolate: false,
          maxWorkers: '100%',
          include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'console/**/*.test.{ts,tsx}'],
          exclude: sockets,
          ...patience,
          ...databases,
        },
      },
      {
        test: {
          name: 'sockets',
          sequence: { groupOrder: 1 },
          include: sockets,
          exclude: alone,
          maxWorkers: process.env['WAIHU_TESTS_ALONE'] ? 1 : 4,
          ...wholePaths,
        },
      },
      { test: { name: 'alone', sequence: { groupOrder: 2 }, include: alone, maxWorkers: 1, ...wholePaths } },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/**/testing/**', 'src/**/*-entry.ts', 'src/app/main.ts'],
      thresholds: { lines: 85 },
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
