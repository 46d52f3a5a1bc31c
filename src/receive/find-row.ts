import type { Endpoint } from '../endpoint.ts'
import { chooseRow } from './receive.ts'
import type { Target } from './target.ts'

export interface FoundRow {
  readonly row: Endpoint
  readonly params: Readonly<Record<string, string>>
}

/**
 * The row that a method and a target name, and its parameters, when they fit their patterns. The
 * running gateway leaves this to its router; here a literal segment wins over a parameter, too.
 */
export function findRow(
  endpoints: readonly Endpoint[],
  method: string,
  { path, query }: Target,
): FoundRow | undefined {
  const wanted = method === 'HEAD' ? 'GET' : method
  const fitting = endpoints.flatMap((row) => {
    const params = row.method === wanted ? match(row, path) : undefined
    return params === undefined ? [] : [{ row, params }]
  })
  const fewest = Math.min(...fitting.map(({ params }) => Object.keys(params).length))
  const closest = fitting.filter(({ params }) => Object.keys(params).length === fewest)
  const rows = closest.map(({ row }) => row)
  const row = chooseRow(rows, query)
  return closest.find((found) => found.row === row)
}

function match(row: Endpoint, path: string): Record<string, string> | undefined {
  const template = row.path.split('/')
  const segments = path.split('/')
  if (template.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [place, expected] of template.entries()) {
    const segment = decodeURIComponent(segments[place] ?? '')
    const name = /^\{(\w+)\}$/.exec(expected)?.[1]
    if (name === undefined) {
      if (expected.toLowerCase() !== segment.toLowerCase()) return undefined
    } else if (row.params[name]?.test(segment) === true) {
      params[name] = segment
    } else {
      return undefined
    }
  }
  return params
}
