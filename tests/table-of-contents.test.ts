import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../routes/index.ts'
import { jsonSchemas } from '../src/commands/schemas.ts'
import { groups } from '../src/endpoint.ts'
import { errors } from '../src/errors.ts'
import { accessErrors } from '../src/errors/access.ts'
import { gatewayErrors } from '../src/errors/gateway.ts'
import { platformErrors } from '../src/errors/platform.ts'
import { requestErrors } from '../src/errors/request.ts'
import { submissionErrors } from '../src/errors/submission.ts'
import { exchangeFiles, exchangeFolders, readExchange } from './support/exchange-file.ts'

const at = (path: string): URL => new URL(`../${path}`, import.meta.url)

/** Rows of Altinn 2's published catalogue: 114 for end-user systems, 25 for service owners. */
const catalogue = Object.entries({
  AUT: 1,
  MSG: 12,
  ATT: 8,
  FRM: 7,
  REP: 6,
  ORG: 2,
  PRF: 6,
  ROL: 2,
  RIG: 5,
  RDF: 5,
  DEL: 13,
  LUP: 1,
  BRK: 10,
  CON: 7,
  TOK: 4,
  DRQ: 4,
  EUS: 6,
  MET: 15,
  SO: 25,
}).flatMap(([name, count]) =>
  Array.from({ length: count }, (_, place) => `${name}-${String(place + 1).padStart(2, '0')}`),
)

describe('the table of contents', () => {
  it('has a row for every operation of Altinn 2’s catalogue, and each once', () => {
    expect(endpoints.map((row) => row.catalogue).sort()).toEqual([...catalogue].sort())
  })

  it('names every endpoint once', () => {
    const ids = endpoints.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('tells rows of one method and path apart by their query names', () => {
    const keys = endpoints.map(({ method, path, whenQuery = [] }) =>
      [method, path.toLowerCase(), ...whenQuery].join(' '),
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('has rows for every group and no other', () => {
    expect([...new Set(endpoints.map(({ group }) => group))].sort()).toEqual(
      Object.keys(groups).sort(),
    )
  })

  it('lists every file of routes/', () => {
    const index = readFileSync(at('routes/index.ts'), 'utf8')
    const files = readdirSync(at('routes/'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && name.includes('/'))
      .filter((name) => !index.includes(`'./${name}'`))
    expect(files).toEqual([])
  })
})

describe.each(endpoints)('$id', (row) => {
  it('lives in the file that its id names', () => {
    const file = row.id.replace(/\/[^/]+$/, '')
    expect(existsSync(at(`routes/${file}.ts`))).toBe(true)
    expect(readFileSync(at(`routes/${file}.ts`), 'utf8')).toContain(`'${row.id}'`)
  })

  it('has a pattern for each parameter of its path, anchored at both ends', () => {
    const named = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(row.params)).toEqual(named)
    for (const pattern of Object.values(row.params)) {
      if (pattern instanceof RegExp) {
        expect(pattern.source).toMatch(/^\^(?:\(\?:.*\)|[^|]*)\$$/)
      } else {
        expect(pattern.test('313876144')).toBe(true)
        for (const around of ['x$', '$x', '$\n', '$/..', ' $']) {
          expect(pattern.test(around.replace('$', '313876144'))).toBe(false)
        }
      }
    }
  })

  it('asks for a scope unless it is open to all, and speaks of its own side', () => {
    const all = [...row.scopes.altinn2, ...row.scopes.altinn3]
    if (row.callers === 'public') expect(all).toEqual([])
    else expect(all.length).toBeGreaterThan(0)
    const isServiceOwners = row.path.startsWith('/api/serviceowner/')
    expect(row.scopes.altinn2.includes('altinn:serviceowner')).toBe(isServiceOwners)
  })

  it('is translated in the file of that name and told in exchanges, or says what replaces it', () => {
    const { successor, guide } = row.whenMoved.pointer
    expect(successor ?? guide).toMatch(/^https:\/\//)
    if (!('translation' in row.whenMoved)) return
    expect(existsSync(at(`src/translate/${row.id}.ts`))).toBe(true)
    expect(exchangeFiles(row.id).length).toBeGreaterThan(0)
  })
})

describe('the exchanges', () => {
  const files = exchangeFolders().flatMap((id) => exchangeFiles(id).map((name) => ({ id, name })))

  it('belong to endpoints', () => {
    const ids = new Set(endpoints.map(({ id }) => id))
    expect(exchangeFolders().filter((id) => !ids.has(id))).toEqual([])
  })

  it.each(files)('$id/$name says where its answer is written', ({ id, name }) => {
    expect(readExchange(id, name).source.length).toBeGreaterThan(20)
  })
})

describe('error numbers and phrases', () => {
  it('are each used once, in ASCII', () => {
    const kinds = Object.values(errors)
    expect(new Set(kinds.map(({ number }) => number)).size).toBe(kinds.length)
    const parts = [accessErrors, gatewayErrors, platformErrors, requestErrors, submissionErrors]
    // A code in two parts would stand for the last of them.
    expect(parts.flatMap((part) => Object.keys(part))).toHaveLength(kinds.length)
    for (const { reason } of kinds) expect(reason).toMatch(/^[\x20-\x7e]+$/)
  })
})

describe('the JSON Schemas in config/', () => {
  it.each(Object.entries(jsonSchemas()))(
    '%s is what the code checks (npm run schemas)',
    (name, text) => {
      expect(JSON.parse(readFileSync(at(`config/${name}`), 'utf8'))).toEqual(JSON.parse(text))
    },
  )
})
