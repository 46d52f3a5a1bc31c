import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import workerThreads from 'node:worker_threads'

function refuse(): never {
  throw new Error('A test that starts a process or a thread is named *.process.test.ts')
}

// Tests of the kinds `pure` and `socket` start none.
Object.assign(childProcess, { exec: refuse, execFile: refuse, fork: refuse, spawn: refuse })
Object.assign(childProcess, { execSync: refuse, execFileSync: refuse, spawnSync: refuse })
Object.assign(workerThreads, { Worker: refuse })
syncBuiltinESMExports()
