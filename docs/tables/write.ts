import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fill } from './pages.ts'

// From dist/docs/tables/, where this is built.
const root = new URL('../../../', import.meta.url)
const files = readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
const pages = files.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)

for (const page of ['README.md', ...pages]) {
  const file = new URL(page, root)
  const before = readFileSync(file, 'utf8')
  const after = fill(before)
  if (after === before) continue
  writeFileSync(file, after)
  process.stdout.write(`${page} is written anew\n`)
}
