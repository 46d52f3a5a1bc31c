import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { endpoints } from '../../../routes/index.ts'
import { loadConfig } from '../../../src/config/file/load.ts'
import { ConfigurationError } from '../../../src/config/file/problems.ts'
import { readRegister } from '../../../src/config/register/services.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'problems-'))
afterAll(() => rmSync(folder, { recursive: true }))

function problemsIn(task: () => unknown): readonly string[] {
  try {
    task()
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

const sandbox = new URL('../../../config/sandbox.yaml', import.meta.url).pathname
const loading = (variables: Record<string, string>): readonly string[] =>
  problemsIn(() => loadConfig({ CONFIG: sandbox, ...variables }))
const reading = (services: string): readonly string[] =>
  problemsIn(() => readRegister(services, endpoints))

describe('problems', () => {
  it('are all told, however many', () => {
    const wrong = {
      LOG_LEVEL: 'x',
      PORT: 'a',
      ADMIN_PORT: 'a',
      ALTINN2_URL: 'x',
      INSECURE_LOOPBACK: 'y',
      A2_STATUS_COMPAT: 'y',
      AUDIENCE_POLICY: 'z',
    }
    const told = loading(wrong).join('\n')
    for (const name of Object.keys(wrong)) expect(told).toContain(`${name} (`)
    const services = Array.from({ length: 12 }, (_, place) => `${place}/1`)
    const rows = services.map((service) => ({ service, moved: { to: 'broker' } }))
    expect(reading(stringify({ services: rows }))).toEqual(
      services.map((service) => `service ${service}.moved.resource is missing`),
    )
  })

  it('name the values that a choice has', () => {
    expect(loading({ LOG_LEVEL: 'loud' })).toEqual([
      'LOG_LEVEL (logLevel) must be one of fatal, error, warn, info, debug, silent',
    ])
    expect(reading(stringify({ services: [{ service: '1/1', moved: { to: 'x' } }] }))).toEqual([
      'service 1/1.moved.to must be one of app, broker, correspondence, consent, resource, lookup, nowhere',
    ])
  })

  it('are those of the place that was meant, and no others', () => {
    const moved = { to: 'nowhere', resource: 'x' }
    expect(reading(stringify({ services: [{ service: '1/1', moved: [moved] }] }))).toEqual([
      'service 1/1.moved.0.resource is not a known setting of nowhere',
    ])
  })

  it.each(['services:', 'groups:', 'services: []\ngroups:'])(
    'are found in a file that stops half-way: %j',
    (text) => expect(reading(text)).not.toEqual([]),
  )

  it('are found in a group that is only the name of something in JavaScript', () => {
    expect(reading('groups:\n  constructor: { on: altinn2 }')).toEqual([
      'groups.constructor is not a group of this gateway',
    ])
  })

  it.each([
    ['ALTINN2_URL', 'https://a:99999', 'is not an address'],
    ['PUBLIC_URL', 'https://[', 'is not an address'],
    ['ALTINN2_URL', 'https://:secret@a.example', 'must not hold credentials'],
    ['ALTINN3_PLATFORM_URL', 'https://a.example/#x', 'must not hold credentials'],
    ['MASKINPORTEN_JWKS_URL', 'https://maskinporten.no/jwk', "is another issuer's"],
  ])('are found in an address: %s=%s', (name, value, problem) => {
    const told = loading({ [name]: value })
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`${name} (`)
    expect(told[0]).toContain(problem)
    expect(told[0]).not.toContain('secret')
  })

  it('are found when a test environment is given production’s platforms, all of them', () => {
    const tt02 = new URL('../../../config/tt02.yaml', import.meta.url).pathname
    const production = {
      CONFIG: tt02,
      PUBLIC_URL: 'https://gateway.example',
      MASKINPORTEN_ISSUER: 'https://maskinporten.no/',
      MASKINPORTEN_JWKS_URL: 'https://maskinporten.no/jwk',
      ALTINN3_PLATFORM_URL: 'https://platform.altinn.no',
    }
    expect(problemsIn(() => loadConfig(production))).toEqual([
      "MASKINPORTEN_ISSUER (maskinporten.issuer) is production's, but the environment is not",
    ])
  })

  it('are found in a file that is a list', () => {
    const list = path.join(folder, 'list.yaml')
    writeFileSync(list, '- 1')
    expect(problemsIn(() => loadConfig({ CONFIG: list }))[0]).toMatch(/^CONFIG: /)
  })
})

it('a services file that a secret file names is looked for where the gateway was started', () => {
  const secret = path.join(folder, 'secret')
  writeFileSync(secret, 'x.yaml')
  const { servicesFile } = loadConfig({ CONFIG: sandbox, SERVICES_FILE_FILE: secret })
  expect(servicesFile).toBe(path.resolve('x.yaml'))
})

it('a sandbox is called where it listens, unless it is told otherwise', () => {
  const publicUrl = (variables: Record<string, string>): string =>
    loadConfig({ CONFIG: sandbox, ...variables }).publicUrl
  expect(publicUrl({})).toBe('http://127.0.0.1:8080')
  expect(publicUrl({ PORT: '18080' })).toBe('http://127.0.0.1:18080')
  expect(publicUrl({ PUBLIC_URL: 'https://x.example/' })).toBe('https://x.example')
})

it('nothing in a loaded configuration can be changed', () => {
  const config = loadConfig({ CONFIG: sandbox })
  for (const part of [config, config.file, config.file.altinn2, config.file.limits]) {
    expect(Object.isFrozen(part)).toBe(true)
  }
})
