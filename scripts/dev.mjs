// Builds after each change and starts the gateway with the sandbox again; a broken build stays on
// the screen, and the gateway that ran before goes on.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import path from 'node:path'
import './remove-stale.mjs'

const config = process.env.CONFIG ?? 'config/sandbox.yaml'
const node = (args, options) => spawn(process.execPath, args, options)

let gateway
let isWanted = false

function start() {
  isWanted = false
  const env = { ...process.env, CONFIG: config }
  gateway = node(['--enable-source-maps', 'dist/src/main.js'], { env, stdio: 'inherit' })
  gateway.once('exit', () => {
    gateway = undefined
    if (isWanted) start()
    else console.log('The gateway has ended; the next change starts it again.')
  })
}

function restart() {
  if (gateway === undefined) start()
  else {
    isWanted = true
    gateway.kill()
  }
}

/** What the compiler says goes to the screen; it builds without a look at types, which takes longer. */
function compile(...more) {
  const args = ['node_modules/typescript/bin/tsc', '--watch', '--preserveWatchOutput', ...more]
  const compiler = node(args, { stdio: ['ignore', 'pipe', 'inherit'] })
  compiler.stdout.setEncoding('utf8').on('data', (text) => process.stdout.write(text))
  return compiler
}

const builds = compile('--noCheck', '--noEmitOnError')
const types = compile('--noEmit', '--tsBuildInfoFile', 'dist/.types.tsbuildinfo')
builds.stdout.on('data', (text) => {
  if (text.includes('Found 0 errors')) restart()
})

// The gateway itself follows its services file.
let pause
watch(path.dirname(config), (_, name) => {
  if (name !== path.basename(config)) return
  clearTimeout(pause)
  pause = setTimeout(restart, 100)
})

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    builds.kill()
    types.kill()
    if (gateway === undefined) process.exit()
    gateway.removeAllListeners('exit').once('exit', () => process.exit())
    gateway.kill()
  })
}
