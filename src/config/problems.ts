import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** Everything that is wrong with a configuration, found in one go. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** What a schema finds wrong, each with the name that its reader would look for. */
export function problemsOf(
  schema: TSchema,
  value: unknown,
  nameOf: (path: string) => string,
): string[] {
  const problems = Value.Errors(schema, value).flatMap((error) => {
    const path = error.instancePath.slice(1).replaceAll('/', '.')
    const { requiredProperties, additionalProperties } = error.params as {
      readonly requiredProperties?: readonly string[]
      readonly additionalProperties?: readonly string[]
    }
    const below = (name: string): string => (path === '' ? name : `${path}.${name}`)
    if (requiredProperties !== undefined) {
      return requiredProperties.map((name) => `${nameOf(below(name))} is missing`)
    }
    if (additionalProperties !== undefined) {
      return additionalProperties.map((name) => `${nameOf(below(name))} is not a known setting`)
    }
    // Said by the line about additional properties already.
    if (error.keyword === 'boolean') return []
    return [`${nameOf(path)} ${error.message}`]
  })
  return [...new Set(problems)]
}
