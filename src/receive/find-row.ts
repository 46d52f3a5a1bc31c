import type { Endpoint } from '../endpoint.ts'
import { chooseRow } from './choose-row.ts'
import type { Target } from './target.ts'

export interface FoundRow {
  readonly row: Endpoint
  /** Decoded, and not yet held to their patterns. */
  readonly params: Readonly<Record<string, string>>
}

interface Fitting extends FoundRow {
  /** One letter for each segment; sorts before others where it is the closer one. */
  readonly rank: string
}

/**
 * The row that a method and a target name. The running gateway leaves this to its router; as there,
 * a literal segment wins over a parameter, the first that differs deciding.
 */
export function findRow(
  endpoints: readonly Endpoint[],
  method: string,
  { path, query }: Target,
): FoundRow | undefined {
  const wanted = method === 'HEAD' ? 'GET' : method
  const fitting = endpoints.flatMap((row) => (row.method === wanted ? match(row, path) : []))
  const [best] = fitting.map(({ rank }) => rank).sort()
  const closest = fitting.filter(({ rank }) => rank === best)
  const row = chooseRow(
    closest.map((found) => found.row),
    query,
  )
  return closest.find((found) => found.row === row)
}

/** The methods that are known at a path, each once; none where no operation has it. */
export function methodsAt(
  endpoints: readonly Endpoint[],
  { path }: Pick<Target, 'path'>,
): readonly string[] {
  const known = endpoints.filter((row) => match(row, path).length > 0).map(({ method }) => method)
  const methods = new Set<string>(known)
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}

function match(row: Endpoint, path: string): Fitting[] {
  const template = row.path.split('/')
  const segments = path.split('/')
  if (template.length !== segments.length) return []
  const params: Record<string, string> = {}
  let rank = ''
  for (const [place, expected] of template.entries()) {
    const segment = decodeURIComponent(segments[place] ?? '')
    const name = /^\{(\w+)\}$/.exec(expected)?.[1]
    if (name !== undefined) params[name] = segment
    else if (expected.toLowerCase() !== segment.toLowerCase()) return []
    rank += name === undefined ? 'a' : 'b'
  }
  return [{ row, params, rank }]
}
