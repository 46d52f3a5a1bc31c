import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { endpoints } from '../../routes/index.ts'
import { ConfigurationError } from '../../src/config/problems.ts'
import { readRegister } from '../../src/config/services.ts'
import { entriesOf } from '../../src/decide/register.ts'

const broker = { to: 'broker', resource: 'a-broker-resource' }
const nowhere = { to: 'nowhere' }
const noneMerges = endpoints.filter(({ whenMoved }) => whenMoved.kind !== 'merged')

function problemsOf(text: string, table = endpoints): readonly string[] {
  try {
    readRegister(text, table)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

/** One row for service 5997/1, with these fields. */
function rowOf(fields: object): string {
  return stringify({ services: [{ service: '5997/1', moved: broker, ...fields }] })
}

describe('a services file', () => {
  it('becomes a register that finds a service whatever its letter case', () => {
    const register = readRegister(
      stringify({
        services: [
          { service: 'U7372/1357', moved: broker, since: '2026-06-19' },
          { service: 'u7372/2', moved: [{ ...broker, default: true }, nowhere] },
        ],
        groups: { 'end-user/broker-inbox': { on: 'both', until: '2026-12-24T12:00:00' } },
      }),
      endpoints,
    )
    expect(entriesOf(register, 'u7372', 1357)).toEqual([
      {
        service: { code: 'U7372', edition: 1357 },
        moved: [broker],
        since: Date.parse('2026-06-19T00:00:00+02:00'),
      },
    ])
    expect(entriesOf(register, 'U7372')).toHaveLength(2)
    expect(register.groups.get('end-user/broker-inbox')).toEqual({
      on: 'both',
      until: Date.parse('2026-12-24T12:00:00+01:00'),
    })
  })

  it('may list nothing', () => {
    expect(readRegister('services: []', endpoints).services.size).toBe(0)
  })

  it('may name, own and roll out a service', () => {
    const rollout = { percent: 12.5, organisations: ['313876144'] }
    const register = readRegister(rowOf({ name: 'A', owner: 'ttd', rollout }), endpoints)
    expect(entriesOf(register, '5997', 1)).toEqual([
      { service: { code: '5997', edition: 1 }, name: 'A', moved: [broker], owner: 'ttd', rollout },
    ])
  })

  it.each([
    ['an app', { to: 'app', app: 'ttd/an-app', forms: { '1/2': 'model' }, xml: { drop: ['a'] } }],
    ['a broker resource', broker],
    ['a correspondence resource', { to: 'correspondence', resource: 'a_resource' }],
    ['a consent resource', { to: 'consent', resource: 'a-resource' }],
    ['a resource', { to: 'resource', resource: 'a-resource', accessList: 'a-list' }],
    ['a lookup', { to: 'lookup', app: 'ttd/an-app', dataType: 'model' }],
    ['nothing', { to: 'nowhere', useInstead: 'https://docs.altinn.studio/' }],
  ])('may move a service to %s', (_, moved) => {
    const register = readRegister(rowOf({ moved }), endpoints)
    expect(entriesOf(register, '5997', 1)[0]?.moved).toEqual([moved])
  })
})

describe('a version', () => {
  it('is the same for the same text and another for any other', () => {
    const versions = [rowOf({}), rowOf({}), rowOf({ name: 'A' }), `# More\n${rowOf({})}`].map(
      (text) => readRegister(text, endpoints).version,
    )
    expect(versions[0]).toMatch(/^[0-9a-f]{10}$/)
    expect(versions[1]).toBe(versions[0])
    expect(new Set(versions).size).toBe(3)
  })
})

describe('a document that is not a services file', () => {
  it.each([
    ['an empty one', ''],
    ['a comment alone', '# services:\n'],
    ['an empty object', '{}'],
    ['a list', '- service: 5997/1'],
    ['a word', 'services'],
    ['two documents', 'services: []\n---\nservices: []'],
    ['services that are no list', 'services: { service: 5997/1 }'],
  ])('is refused: %s', (_, text) => {
    expect(problemsOf(text)).not.toHaveLength(0)
  })

  it.each([
    [
      'in the middle of a value',
      'services:\n  - service: 5997/1\n    moved: { to: broker, res',
      'line 3',
    ],
    ['in the middle of a quotation', 'services:\n  - service: "5997/1', 'line 2'],
    ['in the middle of a key', 'services:\n  - service: 5997/1\n    mov', 'line 3'],
    ['after a key', 'services:\n  - service: 5997/1\n    moved:', 'service 5997/1'],
    ['before the place', 'services:\n  - service: 5997/1\n', 'service 5997/1.moved is missing'],
  ])('is refused when it breaks off %s', (_, text, problem) => {
    expect(problemsOf(text)).toContainEqual(expect.stringContaining(problem))
  })

  it('is refused when it says a thing twice', () => {
    expect(problemsOf('services: []\nservices: []')).toEqual([expect.stringContaining('line 2')])
  })
})

describe('a row', () => {
  it.each([
    ['an unknown key', { mvoed: broker }, 'service 5997/1.mvoed is not a known setting'],
    [
      'an unknown key in its rollout',
      { rollout: { percent: 1, share: 2 } },
      'service 5997/1.rollout.share is not a known setting',
    ],
    ['an empty rollout', { rollout: {} }, 'service 5997/1.rollout must not be empty'],
    [
      'more than everybody',
      { rollout: { percent: 101 } },
      'service 5997/1.rollout.percent must be',
    ],
    [
      'a rollout to a person',
      { rollout: { organisations: ['01017012345'] } },
      'service 5997/1.rollout.organisations.0 must match pattern',
    ],
    ['a date that cannot be', { since: '2026-02-30' }, 'service 5997/1.since must be a date'],
    ['a time that cannot be', { until: '2026-01-01T25:00' }, 'service 5997/1.until must be a date'],
    ['a date in words', { since: 'soon' }, 'service 5997/1.since must be a date'],
    ['a year for a date', { since: 2026 }, 'service 5997/1.since must be string'],
    [
      'an end before its beginning',
      { since: '2026-06-19', until: '2026-06-18' },
      'service 5997/1: until must come after since',
    ],
    [
      'an end at its beginning, written differently',
      { since: '2026-06-19', until: '2026-06-18T22:00:00Z' },
      'service 5997/1: until must come after since',
    ],
    [
      'several places and no default',
      { moved: [broker, nowhere] },
      'service 5997/1: of several places exactly one must be the default',
    ],
    [
      'several places and several defaults',
      {
        moved: [
          { ...broker, default: true },
          { ...nowhere, default: true },
        ],
      },
      'service 5997/1: of several places exactly one must be the default',
    ],
    [
      'several places, none of them truly the default',
      { moved: [broker, { ...nowhere, default: false }] },
      'service 5997/1: of several places exactly one must be the default',
    ],
  ])('with %s is refused by the name of its service', (_, fields, problem) => {
    expect(problemsOf(rowOf(fields))).toContainEqual(expect.stringContaining(problem))
  })

  it.each([
    ['of a kind that does not exist', { to: 'brokr', resource: 'a-broker-resource' }],
    ['without its resource', { to: 'broker' }],
    ['with a key of another kind', { ...broker, accessList: 'a-list' }],
    ['with a resource that is a URL', { to: 'broker', resource: 'https://a.example/' }],
    ['with an app that has no owner', { to: 'app', app: 'an-app' }],
    ['with an address that is not https', { to: 'nowhere', useInstead: 'http://a.example' }],
    ['with a line break in its address', { to: 'nowhere', useInstead: 'https://a.example/\r\nX:' }],
  ])('moved to a place %s is refused by the name of its service', (_, moved) => {
    const problems = problemsOf(rowOf({ moved }))
    expect(problems).not.toHaveLength(0)
    for (const problem of problems) expect(problem).toContain('5997/1')
  })

  it('moved to no place at all is refused', () => {
    expect(problemsOf(rowOf({ moved: [] }))).not.toHaveLength(0)
  })

  it.each(['5997', '5997/', '/1', '5997/1/2', '5997/one', '5997/-1', '5 997/1', ''])(
    'for a service that cannot be is refused by its place: %j',
    (service) => {
      expect(problemsOf(rowOf({ service }))).toEqual([
        'services.0.service must be ServiceCode/ServiceEditionCode',
      ])
    },
  )

  it('for a service that is a number is refused by its place', () => {
    expect(problemsOf('services:\n  - service: 5997\n    moved: { to: nowhere }')).toContain(
      'services.0.service must be string',
    )
  })
})

describe('two rows', () => {
  const rowsOf = (...services: string[]): string =>
    stringify({ services: services.map((service) => ({ service, moved: broker })) })

  it.each([
    ['letter for letter', ['u7372/1', 'u7372/1']],
    ['in another letter case', ['U7372/1', 'u7372/1']],
    ['with a zero before the edition', ['u7372/1', 'u7372/01']],
    ['three times', ['u7372/1', 'U7372/1', 'u7372/001']],
  ])('for one service are refused: %s', (_, services) => {
    expect(problemsOf(rowsOf(...services))).toEqual(['service u7372/1 has more than one entry'])
  })

  it('for two editions of one service are taken', () => {
    expect(problemsOf(rowsOf('u7372/1', 'u7372/2', 'u7373/1'))).toEqual([])
  })
})

describe('a group', () => {
  const groupOf = (name: string, fields: object): string =>
    stringify({ groups: { [name]: fields } })

  it('that is unknown is refused', () => {
    expect(problemsOf(groupOf('end-user/mesages', { on: 'altinn3' }))).toEqual([
      'groups.end-user/mesages is not a group of this gateway',
    ])
  })

  it('on both sides is taken where a list can be merged', () => {
    expect(problemsOf(groupOf('end-user/broker-inbox', { on: 'both' }))).toEqual([])
  })

  it('on both sides is refused where no list can be merged', () => {
    expect(problemsOf(groupOf('end-user/broker-inbox', { on: 'both' }), noneMerges)).toEqual([
      'groups.end-user/broker-inbox: none of its lists can be answered from both sides',
    ])
  })

  it.each(['altinn2', 'altinn3'])('on %s needs no list that can be merged', (on) => {
    expect(problemsOf(groupOf('end-user/broker-inbox', { on }), noneMerges)).toEqual([])
  })

  it.each([
    ['a date that cannot be', { since: '2026-02-30' }, '.since must be a date or a date and time'],
    [
      'an end before its beginning',
      { since: '2026-06-19', until: '2026-06-18' },
      ': until must come after since',
    ],
  ])('with %s is refused by its name', (_, dates, problem) => {
    expect(problemsOf(groupOf('end-user/broker-inbox', { on: 'altinn3', ...dates }))).toEqual([
      `groups.end-user/broker-inbox${problem}`,
    ])
  })

  it.each([
    ['on a platform that does not exist', { on: 'altinn4' }],
    ['on none', {}],
    ['with an unknown key', { on: 'altinn3', form: 1 }],
  ])('%s is refused', (_, fields) => {
    const problems = problemsOf(groupOf('end-user/broker-inbox', fields))
    expect(problems).toContainEqual(expect.stringContaining('broker-inbox'))
  })
})

describe('problems', () => {
  it('of meaning are told all at once, each with its service or group', () => {
    const services = [
      { service: '5997', moved: broker },
      { service: '5998/1', moved: [broker, nowhere], since: 'soon', until: 'later' },
      { service: 'u1/1', moved: broker, since: '2026-06-19', until: '2026-06-18' },
      { service: 'U1/1', moved: broker },
    ]
    const groups = {
      'end-user/mesages': { on: 'altinn3' },
      'end-user/broker-inbox': { on: 'both', since: '2026-02-30' },
    }
    expect(problemsOf(stringify({ services, groups }), noneMerges)).toEqual([
      'services.0.service must be ServiceCode/ServiceEditionCode',
      'service 5998/1: of several places exactly one must be the default',
      'service 5998/1.since must be a date or a date and time',
      'service 5998/1.until must be a date or a date and time',
      'service u1/1: until must come after since',
      'groups.end-user/mesages is not a group of this gateway',
      'groups.end-user/broker-inbox: none of its lists can be answered from both sides',
      'groups.end-user/broker-inbox.since must be a date or a date and time',
      'service u1/1 has more than one entry',
    ])
  })

  it('of shape are told all at once, each with its service', () => {
    const services = [
      { service: '5997/1', moved: broker, sinse: '2026-06-19' },
      { service: '5998/1', moved: broker, since: 2026 },
      { service: '5999/1', moved: broker, rollout: { percent: -1 } },
    ]
    expect(problemsOf(stringify({ services }))).toEqual(
      expect.arrayContaining([
        'service 5997/1.sinse is not a known setting',
        'service 5998/1.since must be string',
        'service 5999/1.rollout.percent must be >= 0',
      ]),
    )
  })
})

describe('the services files that come with the gateway', () => {
  const folder = new URL('../../config/', import.meta.url)
  const files = readdirSync(folder).filter((name) => /^services\..*\.yaml$/.test(name))

  it('are one for each environment', () => {
    expect(files).toEqual(
      expect.arrayContaining(
        ['production', 'sandbox', 'tt02'].map((name) => `services.${name}.yaml`),
      ),
    )
  })

  it.each(files)('are read without a problem: %s', (name) => {
    expect(problemsOf(readFileSync(new URL(name, folder), 'utf8'))).toEqual([])
  })
})
