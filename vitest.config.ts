import { defineConfig } from 'vitest/config';

const sockets = ['src/**/*.sockets.test.ts', 'tests/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'console/**/*.test.{ts,tsx}'],
          exclude: sockets,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'sockets',
          include: sockets,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
