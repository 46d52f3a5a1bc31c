import { existsSync, readdirSync, rmSync } from 'node:fs'

/** Takes out of dist/ what was built from a source that is no more: the compiler leaves it there. */
function removeStale() {
  if (!existsSync('dist')) return
  for (const name of readdirSync('dist', { recursive: true })) {
    const source = /^(.*)\.js(?:\.map)?$/.exec(name)?.[1]
    if (source !== undefined && !existsSync(`${source}.ts`)) rmSync(`dist/${name}`)
  }
}

removeStale()
