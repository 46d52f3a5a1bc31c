/**
 * Compares the stories of two checkouts, each read by its own reader, with all recordings put in:
 * `npm run --silent compare-stories -- <folder of the other checkout>`.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { withTypeScript } from './support/load-typescript.mjs'

const [, , other] = process.argv
if (other === undefined) throw new Error('name the folder of the other checkout')
const folders = [other, '.'].map((folder) => resolve(folder))

await withTypeScript(async (load) => {
  const [before, after] = await Promise.all(folders.map((folder) => readAll(load, folder)))
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  const different = names.filter((name) => before.get(name) !== after.get(name))
  for (const name of different) console.log(`different: ${name}`)
  for (const [place, stories] of [before, after].entries()) {
    const hash = createHash('sha256')
    for (const name of names) hash.update(`${name}\n${stories.get(name)}\n`)
    console.log(`${stories.size} stories, sha256 ${hash.digest('hex')} in ${folders[place]}`)
  }
  console.log(`${different.length} stories are different`)
  if (different.length > 0) process.exitCode = 1
})

/** Every story as one line of JSON; its messages' own order of members counts, too. */
async function readAll(load, folder) {
  const { exchangeFiles, exchangeFolders, readExchange } = await load(
    `${folder}/tests/support/exchange-file.ts`,
  )
  return new Map(
    exchangeFolders().flatMap((id) =>
      exchangeFiles(id).map((name) => {
        const { request, altinn2, ...rest } = readExchange(id, name)
        const sent = [request, altinn2?.request]
        const read = { ...rest, backendResponse: altinn2?.response }
        return [`${id}/${name}`, JSON.stringify([sent, JSON.parse(JSON.stringify(read, asValue))])]
      }),
    ),
  )
}

/** What the tests compare as values has no layout; what the caller sends is compared as text. */
function asValue(key, value) {
  if (key !== 'body' || !/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
