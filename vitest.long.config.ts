import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const tests = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `tests/${name}`)

const seed = process.env.SEED ?? String(Math.floor(Math.random() * 2 ** 31))
// Other tools read this file as well.
if (process.env.VITEST !== undefined)
  console.log(`SEED=${seed} npm run test:long repeats this run.`)

/** Files with random values, or with more in the long run: other values, and many more of them. */
const isLong = (file: string): boolean =>
  /'fast-check'|support\/long-run\.ts'/.test(readFileSync(file, 'utf8'))

export default defineConfig({
  test: {
    include: tests.filter(isLong),
    maxWorkers: '100%',
    isolate: false,
    setupFiles: ['tests/support/setup/seed.ts'],
    env: { SEED: seed, RUNS_FACTOR: process.env.RUNS_FACTOR ?? '10' },
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
})
