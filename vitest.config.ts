import { defineConfig } from 'vitest/config'

const processes = ['tests/**/*.process.test.ts']
const wire = [
  'tests/**/*.socket.test.ts',
  'tests/conformance/{header,transport}.test.ts',
  'tests/journeys/{broker,forwarding}/**/*.test.ts',
  'tests/journeys/operating/hot-reload.test.ts',
]
const journeys = ['tests/{conformance,journeys,sandbox}/**/*.test.ts', 'tests/exchanges.test.ts']

const seed = 'tests/support/setup/seed.ts'
const noSockets = 'tests/support/setup/no-sockets.ts'
const noProcesses = 'tests/support/setup/no-processes.ts'

/**
 * A test file's name says what it needs: `*.process.test.ts` starts processes or threads,
 * `*.socket.test.ts` calls over loopback, as does all in `conformance/`, `journeys/` and `sandbox/`.
 * All others are pure; setup files hold the rule. `wire` is what rests most on Node's own HTTP and
 * files: that and `process` run on Node 24 too. `npm run test:long`: see `vitest.long.config.ts`.
 */
export default defineConfig({
  test: {
    // As many as there are cores: most tests wait for sockets, and the main thread does little.
    maxWorkers: '100%',
    // Loading the gateway anew for each file took a quarter of the time; no file leaves state behind.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 15_000,
    // The same random values in each run; `npm run test:long` takes others, and more of them.
    env: { SEED: '15', RUNS_FACTOR: '1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['tests/**/*.test.ts'],
          exclude: [...wire, ...journeys, ...processes],
          setupFiles: [seed, noSockets, noProcesses],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'wire',
          include: wire,
          exclude: processes,
          setupFiles: [seed, noProcesses],
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'socket',
          include: journeys,
          exclude: [...wire, ...processes],
          setupFiles: [seed, noProcesses],
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: processes,
          setupFiles: [seed],
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
