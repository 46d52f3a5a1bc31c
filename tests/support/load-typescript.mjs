import { createViteServer } from 'vitest/node'

/** Gives `use` a function that loads a TypeScript file: Vitest's own server reads it, as for the tests. */
export async function withTypeScript(use) {
  const server = await createViteServer({
    root: new URL('../..', import.meta.url).pathname,
    configFile: false,
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    // The files of another checkout need no packages of their own.
    resolve: { dedupe: ['yaml'] },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  })
  try {
    await use((path) => server.ssrLoadModule(path))
  } finally {
    await server.close()
  }
}
