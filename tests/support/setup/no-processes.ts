import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import workerThreads from 'node:worker_threads'
import { expect } from 'vitest'

/** As Node has them; kept where the setup of the next file in this process finds them. */
const kept = globalThis as { originals?: [typeof childProcess, typeof workerThreads] }
const [processes, threads] = (kept.originals ??= [{ ...childProcess }, { ...workerThreads }])

function refuse(): never {
  throw new Error('A test that starts a process or a thread is named *.process.test.ts')
}

const mayStart = expect.getState().testPath?.endsWith('.process.test.ts') === true
const { exec, execFile, fork, spawn, execSync, execFileSync, spawnSync } = processes
const starters = { exec, execFile, fork, spawn, execSync, execFileSync, spawnSync }
const refused = Object.fromEntries(Object.keys(starters).map((name) => [name, refuse]))
Object.assign(childProcess, mayStart ? starters : refused)
Object.assign(workerThreads, { Worker: mayStart ? threads.Worker : refuse })
syncBuiltinESMExports()
