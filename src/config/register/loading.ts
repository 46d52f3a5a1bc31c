import { createHash } from 'node:crypto'
import { toRegister, type Register } from '../../decide/register.ts'
import type { ParseServices } from './parse-in-worker.ts'
import { ConfigurationError } from '../file/problems.ts'
import { countServices } from './changes.ts'
import { readCopy } from './services-copy.ts'

/** A register in use, and where it is from. */
export interface Loaded {
  readonly register: Register
  readonly from: 'file' | 'copy'
  /** Milliseconds since 1970. */
  readonly since: number
  readonly services: number
  /** Of the whole text; a version is too short to tell any two apart. */
  readonly digest: string
}

/** What is read, before anybody knows whether it is any good. */
export interface Candidate {
  readonly text: string
  readonly digest: string
}

export function toCandidate(text: string): Candidate {
  return { text, digest: createHash('sha256').update(text).digest('hex') }
}

export async function load(
  { text, digest }: Candidate,
  parse: ParseServices,
  since: number,
): Promise<Loaded> {
  const register = toRegister(await parse(text))
  return { register, from: 'file', since, services: countServices(register), digest }
}

/** The last good copy, held to all that the file is held to; throws the file's problems without it. */
export async function loadCopy(
  copy: string | undefined,
  parse: ParseServices,
  problems: readonly string[],
  since: number,
): Promise<Loaded> {
  if (copy === undefined) throw new ConfigurationError(problems)
  try {
    const candidate = toCandidate(await readCopy(copy))
    return { ...(await load(candidate, parse, since)), from: 'copy' }
  } catch (error) {
    const [first = ''] = problemsOf(error)
    throw new ConfigurationError([...problems, `no last good copy to start with: ${first}`])
  }
}

export function problemsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.problems
  return [error instanceof Error ? error.message : 'unknown']
}
