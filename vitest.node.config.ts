import { defineConfig } from 'vitest/config'

/** The tests that rest most on Node itself: HTTP, streams, files, threads and processes. */
export default defineConfig({
  test: {
    include: [
      'tests/**/*.{socket,process}.test.ts',
      'tests/conformance/{header,transport}.test.ts',
      'tests/journeys/{broker,forwarding}/**/*.test.ts',
      'tests/journeys/operating/hot-reload.test.ts',
    ],
    maxWorkers: '100%',
    isolate: false,
    setupFiles: ['tests/support/setup/seed.ts'],
    env: { SEED: '15', RUNS_FACTOR: '1' },
    testTimeout: 30_000,
    hookTimeout: 15_000,
  },
})
