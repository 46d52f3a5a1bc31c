import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const root = new URL('../../', import.meta.url).pathname
const dist = path.join(root, 'dist')

/**
 * Compiles the project, once for all test files of a run that start it as a process; the others wait.
 * Types are checked elsewhere.
 *
 * @returns the compiled main program
 */
export async function builtMain(): Promise<string> {
  // Vitest starts its workers from one process.
  const run = path.join(dist, `.tests-${process.ppid}`)
  mkdirSync(dist, { recursive: true })
  if (isFirst(run)) compile(run)
  while (!existsSync(path.join(run, 'done'))) await pause(50)
  return path.join(dist, 'src/main.js')
}

function isFirst(run: string): boolean {
  try {
    mkdirSync(run)
    return true
  } catch {
    return false
  }
}

function compile(run: string): void {
  for (const name of readdirSync(dist)) {
    const other = path.join(dist, name)
    if (name.startsWith('.tests-') && other !== run) rmSync(other, { recursive: true })
  }
  const compiler = ['node_modules/typescript/bin/tsc', '--noCheck']
  const { stdout } = spawnSync(process.execPath, compiler, { cwd: root, encoding: 'utf8' })
  writeFileSync(path.join(run, 'done'), stdout)
  if (stdout !== '') throw new Error(stdout)
}
