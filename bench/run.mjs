// Runs the benches: all of them, or those that are named.
// `npm run bench -- [--only a,b] [--short] [--json] [--rows <text>]`
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const names = [
  'forward',
  'register-size',
  'reload',
  'bodies',
  'strangers',
  'parties',
  'messages',
  'metadata',
  'submissions',
  'hostile',
  'restarts',
]

const { values } = parseArgs({
  options: {
    /** Names, separated by commas. */
    only: { type: 'string' },
    /** Fewer rounds and shorter attacks, where a bench knows how. */
    short: { type: 'boolean', default: false },
    /** `hostile` and `restarts` print what they measured as JSON. */
    json: { type: 'boolean', default: false },
    /** `hostile` and `submissions` measure only the rows whose name has this text. */
    rows: { type: 'string' },
  },
})

function chosen(only) {
  if (only === undefined) return names
  const given = only.split(',').map((name) => name.trim())
  const unknown = given.filter((name) => !names.includes(name))
  if (unknown.length === 0) return given
  throw new Error(`There is no bench "${unknown.join('", "')}". There are: ${names.join(', ')}.`)
}

async function run(name) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
  const env = {
    ...process.env,
    BENCH_SHORT: String(values.short),
    BENCH_JSON: String(values.json),
    BENCH_ROWS: values.rows ?? '',
  }
  const [code] = await once(spawn(process.execPath, [script], { stdio: 'inherit', env }), 'exit')
  return code === 0
}

try {
  for (const name of chosen(values.only)) {
    if (!values.json) console.log(`\n== ${name}`)
    if (!(await run(name))) process.exitCode = 1
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
