import { describe, expect, it } from 'vitest'
import { problemsOf } from '../../../src/config/file/problems.ts'
import { ConfigFile } from '../../../src/config/file/schema.ts'
import { ServicesFile } from '../../../src/config/register/services-schema.ts'

interface Node {
  readonly pattern?: string
  readonly [keyword: string]: unknown
}

/** Every part of a schema that has a pattern, or whose names have one. */
function patternedIn(value: unknown, path: string): readonly (readonly [string, Node])[] {
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  const isOne = typeof node.pattern === 'string' || hasNamed(node)
  return [
    ...(isOne ? [[path, node] as const] : []),
    ...Object.entries(node).flatMap(([name, inner]) => patternedIn(inner, `${path}.${name}`)),
  ]
}

function hasNamed({ patternProperties = {} }: Node): boolean {
  return Object.keys(patternProperties as object).some((names) => names !== '^.*$')
}

const patterned = [...patternedIn(ConfigFile, 'config'), ...patternedIn(ServicesFile, 'services')]

describe('a value that is written wrongly', () => {
  it('is looked for in every pattern of both files', () => {
    expect(patterned.length).toBeGreaterThan(15)
  })

  it.each(patterned)('is explained in words, not by an expression: %s', (_, schema) => {
    const wrong = hasNamed(schema) ? { '\u0000': 'x' } : '\u0000'
    const problems = problemsOf(schema, wrong, () => 'the setting')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^the setting must (?:be|name each by) [\w{]/)
    expect(problems[0]).not.toMatch(/\^|\\|\(\?|\$$|written otherwise|another name/)
  })
})
