/**
 * Prints which folder of `src/` imports which, lowest first, and fails when two of them import each
 * other, however far round. Imports of types alone count. The rules between files are in
 * `.dependency-cruiser.mjs`, which knows cycles of files but not of rooms.
 */
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const { output } = await cruise(
  ['src', 'routes', 'sandbox'],
  { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.json') },
)

/** `src/<name>` for a folder or a file of `src/`, a folder in `src/formats`; `routes` and `sandbox` whole. */
const roomOf = (file) =>
  /^(?:src\/formats\/[^/]+(?=\/)|src\/[^/]+(?=\/|$)|routes|sandbox)/.exec(file)?.[0]

/** What a room imports, and one import that proves it. */
const imports = new Map()
for (const { source, dependencies } of output.modules) {
  const from = roomOf(source)
  if (from === undefined) continue
  const proofs = imports.get(from) ?? new Map()
  imports.set(from, proofs)
  for (const { resolved } of dependencies) {
    const to = roomOf(resolved)
    if (to !== undefined && to !== from) proofs.set(to, `${source} imports ${resolved}`)
  }
}

/** The rooms from `start` back to `start`, or undefined. */
function cycleFrom(start) {
  const seen = new Set()
  const walk = (room, path) => {
    for (const next of imports.get(room)?.keys() ?? []) {
      if (next === start) return [...path, room, next]
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk(next, [...path, room])
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(start, [])
}

const cycles = [...imports.keys()].map(cycleFrom).filter((cycle) => cycle !== undefined)
for (const cycle of cycles) {
  console.error(`cycle: ${cycle.join(' -> ')}`)
  cycle.slice(1).forEach((to, at) => console.error(`  ${imports.get(cycle[at]).get(to)}`))
}
if (cycles.length > 0) process.exitCode = 1
else {
  const level = (room) => Math.max(0, ...[...imports.get(room).keys()].map((to) => 1 + level(to)))
  const levels = [...imports.keys()].map((room) => [level(room), room]).sort(([a], [b]) => a - b)
  for (const [floor, room] of levels) {
    const name = room.replace('src/', '').padEnd(16)
    const lower = [...imports.get(room).keys()].map((to) => to.replace('src/', '')).sort()
    console.log(`${String(floor).padStart(2)} ${name} ${lower.join(' ')}`.trimEnd())
  }
  console.log(`${imports.size} rooms, no cycle`)
}
