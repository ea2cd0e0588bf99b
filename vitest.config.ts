import { defineConfig } from 'vitest/config';

const sockets = ['src/**/*.sockets.test.ts', 'tests/**/*.test.ts'];

/** Databases of tests: `src/storage/testing/test-database.ts`. The cluster starts when a test first asks for one. */
const databases = {
  globalSetup: ['src/storage/testing/global-setup.ts'],
  provide: { testDatabaseUrl: process.env['WAIHU_TEST_DATABASE_URL'] ?? null },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['src/**/*.test.ts', 'console/**/*.test.{ts,tsx}'],
          exclude: sockets,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...databases,
        },
      },
      {
        test: {
          name: 'sockets',
          sequence: { groupOrder: 1 },
          include: sockets,
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...databases,
        },
      },
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
