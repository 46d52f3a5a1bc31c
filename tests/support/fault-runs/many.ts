import type { Fault } from './faults.ts'
import { findProblems, type Circumstances, type Plain, type Story } from './run.ts'

export const seed = Number(process.env.SEED)

/** About so many of the faults, spread over all of them; others with another seed. */
export function spread(
  faults: readonly (readonly Fault[])[],
  count: number,
): readonly (readonly Fault[])[] {
  const step = Math.max(1, Math.floor(faults.length / count))
  return faults.filter((_, place) => place % step === seed % step)
}

export interface Counter {
  /** Plays a story once for each entry, and gives the problems of all. */
  readonly findProblems: (
    story: Story,
    given: Circumstances | ((run: number) => Circumstances),
    faults: readonly (readonly Fault[])[],
    plain: Plain,
  ) => Promise<readonly string[]>
  /** Writes to the output how many runs there were. */
  readonly say: () => void
}

export function countRuns(what: string): Counter {
  const counts = { one: 0, two: 0 }
  return {
    findProblems: async (story, given, faults, plain) => {
      const problems: string[] = []
      for (const [run, its] of faults.entries()) {
        counts[its.length > 1 ? 'two' : 'one'] += 1
        const circumstances = typeof given === 'function' ? given(run) : given
        problems.push(...(await findProblems(story, circumstances, its, plain)))
      }
      return problems
    },
    say: () => {
      const { one, two } = counts
      process.stdout.write(`${what}: ${one} with one fault, ${two} with two (SEED=${seed}).\n`)
    },
  }
}
