/**
 * Prints what the tests read: `npm run --silent expand -- <name>`, where the name is a story, an
 * endpoint's id (all its stories) or a recording; without a name it prints all stories.
 */
import { withTypeScript } from './support/load-typescript.mjs'

const support = new URL('support/', import.meta.url).pathname
const wanted = (process.argv[2] ?? '')
  .replace(/^tests\/(exchanges|recordings)\//, '')
  .replace(/\.(http|json)$/, '')

await withTypeScript(async (load) => {
  const { exchangeFiles, exchangeFolders, readExchange } = await load(`${support}exchange-file.ts`)
  const { printExchange } = await load(`${support}print-exchange.ts`)
  const { expand, recordingFiles } = await load(`${support}recordings.ts`)
  const stories = exchangeFolders()
    .sort()
    .flatMap((id) => exchangeFiles(id).map((name) => ({ id, name })))
    .filter(({ id, name }) => ['', id, `${id}/${name.replace(/\.http$/, '')}`].includes(wanted))
  for (const { id, name } of stories) {
    if (stories.length > 1) console.log(`# ${id}/${name}`)
    console.log(printExchange(readExchange(id, name)))
  }
  if (recordingFiles().includes(`${wanted}.json`)) {
    console.log(JSON.stringify(expand({ $recording: wanted }), null, 2))
  } else if (stories.length === 0) {
    console.error(`There is no story, endpoint or recording ${wanted}`)
    process.exitCode = 1
  }
})
