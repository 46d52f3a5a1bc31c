import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // As many as there are cores: most tests wait for sockets, and the main thread does little.
    maxWorkers: '100%',
    // Loading the gateway anew for each file took a quarter of the time; no file leaves state behind.
    isolate: false,
    testTimeout: 15_000,
    hookTimeout: 15_000,
  },
})
