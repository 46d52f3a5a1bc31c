import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** What opens sockets; processes and threads are among it. */
const sockets = [
  'tests/**/*.{socket,process}.test.ts',
  'tests/{conformance,journeys,sandbox}/**/*.test.ts',
  'tests/exchanges.test.ts',
]

/**
 * A test file's name says what it needs: `*.process.test.ts` starts processes or threads,
 * `*.socket.test.ts` calls over loopback, as does all in `conformance/`, `journeys/` and `sandbox/`.
 * All others are pure; setup files hold the rule. `npm run test:node` (`vitest.node.config.ts`) is
 * what rests most on Node itself, `npm run test:long` (`vitest.long.config.ts`) what takes minutes.
 */
export default defineConfig({
  test: {
    // More than there are cores, since some tests wait for sockets, clocks and processes.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
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
          exclude: sockets,
          setupFiles: ['seed', 'no-sockets', 'no-processes'].map(toSetupFile),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'socket',
          include: sockets,
          setupFiles: ['seed', 'no-processes'].map(toSetupFile),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})

function toSetupFile(name: string): string {
  return `tests/support/setup/${name}.ts`
}
