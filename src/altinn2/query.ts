import { GatewayError } from '../errors.ts'

/**
 * The query of a request, in the order it was written. Names have no case, as in ASP.NET; a name
 * that routing rests on must not be said twice with different values, since another reader might
 * take the other one.
 */
export class Query {
  readonly pairs: readonly (readonly [name: string, value: string])[]

  constructor(pairs: readonly (readonly [string, string])[]) {
    this.pairs = pairs
  }

  has(name: string): boolean {
    return this.all(name).length > 0
  }

  all(name: string): readonly string[] {
    const wanted = name.toLowerCase()
    return this.pairs.filter(([given]) => given.toLowerCase() === wanted).map(([, value]) => value)
  }

  /**
   * The value under any of these names; an empty one counts as absent. Throws
   * `PARAMETER_MALFORMED` when it is given twice and differs.
   */
  one(...names: readonly string[]): string | undefined {
    const values = new Set(names.flatMap((name) => this.all(name)).filter(Boolean))
    if (values.size > 1) {
      throw new GatewayError('PARAMETER_MALFORMED', { detail: names[0] ?? '' })
    }
    return values.values().next().value
  }
}
