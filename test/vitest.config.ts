import { defineConfig } from 'vitest/config';

const WALKS = 'test/walks/**/*.test.ts';

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    // The walks start real processes on a machine of two cores: give them room, and never two at once beside units.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'house', include: ['test/**/*.test.{ts,tsx}'], exclude: [WALKS] } },
      // Real processes on a machine shared with others: a scene that failed is played once more, and the report says so.
      { extends: true, test: { name: 'walks', include: [WALKS], retry: 1 } },
    ],
  },
});
