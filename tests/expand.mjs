/**
 * Prints stories in full: `npm run --silent expand -- <endpoint id>[/<story>]`, or all of them.
 * Vitest's own server reads the TypeScript, as it does for the tests.
 */
import { createViteServer } from 'vitest/node'

const server = await createViteServer({
  configFile: false,
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
})
try {
  const load = (path) => server.ssrLoadModule(new URL(path, import.meta.url).pathname)
  const { exchangeFiles, exchangeFolders } = await load('support/exchange-file.ts')
  const { printExchange } = await load('support/print-exchange.ts')
  const wanted = (process.argv[2] ?? '').replace(/^tests\/exchanges\//, '').replace(/\.http$/, '')
  const stories = exchangeFolders()
    .sort()
    .flatMap((id) =>
      exchangeFiles(id)
        .sort()
        .map((name) => ({ id, name })),
    )
    .filter(
      ({ id, name }) => wanted === '' || id === wanted || `${id}/${name}` === `${wanted}.http`,
    )
  if (stories.length === 0) throw new Error(`no story ${wanted}`)
  for (const { id, name } of stories) {
    if (stories.length > 1) console.log(`# ${id}/${name}`)
    console.log(printExchange(id, name))
  }
} finally {
  await server.close()
}
