import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { endpoints } from '../../../routes/index.ts'
import { ConfigurationError } from '../../../src/config/file/problems.ts'
import { readRegister } from '../../../src/config/register/services.ts'
import { entriesOf } from '../../../src/decide/register.ts'

const broker = { to: 'broker', resource: 'a-broker-resource' }
const other = { to: 'broker', resource: 'another-broker-resource' }
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
          { service: 'u7372/2', moved: [{ ...other, default: true }, nowhere] },
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

  it('is refused when it says a thing twice, and told what else is wrong', () => {
    expect(problemsOf('services: []\nservices: []')).toEqual([expect.stringContaining('line 2')])
    const row = 'service: 5997/1\n    moved: { to: nowhere, to: broker }\n    since: soon'
    expect(problemsOf(`services:\n  - ${row}\n    since: now`)).toEqual([
      expect.stringContaining('line 3'),
      expect.stringContaining('line 5'),
      'service 5997/1.moved.resource is missing',
    ])
  })

  it('is refused when it has a tag that means nothing, or repeats itself without end', () => {
    expect(problemsOf('services: !secret []')).toEqual([expect.stringContaining('!secret')])
    const many = Array.from({ length: 200 }, () => '*a').join(', ')
    expect(problemsOf(`services: &a [1]\ngroups: [${many}]`)).not.toHaveLength(0)
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
      'service 5997/1.rollout.organisations.0 must be nine digits',
    ],
    [
      'a rollout to an organisation that cannot be',
      { rollout: { organisations: ['313876144', '123456789'] } },
      'service 5997/1.rollout.organisations: 123456789 has a wrong check digit',
    ],
    ['a year before clocks', { since: '0001-01-01' }, 'service 5997/1.since must be a date'],
    ['a year of five digits', { until: '9999-12-31T23:59:59-14:00' }, 'until must be a date'],
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

  it.each([
    [
      'an access list in the broker',
      { ...broker, accessList: 'a-list' },
      'service 5997/1.moved.accessList is not a known setting of broker',
    ],
    [
      'forms in a resource',
      { to: 'resource', resource: 'a-resource', forms: {} },
      'service 5997/1.moved.forms is not a known setting of resource',
    ],
    [
      'a misspelt setting',
      { to: 'app', app: 'ttd/an-app', mianForm: '1/2' },
      'service 5997/1.moved.mianForm is not a known setting of app: did you mean mainForm?',
    ],
  ])('moved to a place that has %s is told what kind that is', (_, moved, problem) => {
    expect(problemsOf(rowOf({ moved }))).toEqual([problem])
    const several = [{ ...nowhere, default: true }, moved]
    expect(problemsOf(rowOf({ moved: several }))).toEqual([problem.replace('moved', 'moved.1')])
  })

  it.each([
    [
      'a main form that is none of its forms',
      { mainForm: '1900/1', forms: { '1900/2': 'model' } },
      '.mainForm 1900/1 is not among its forms',
    ],
    ['a main form and no forms', { mainForm: '1900/1' }, '.mainForm 1900/1 is not among its forms'],
    [
      'a form without a version',
      { forms: { '1900': 'model' } },
      '.forms.1900 must be DataFormatId',
    ],
    [
      'a version that is no number',
      { forms: { '1900/a': 'model' } },
      '.forms.1900/a must be DataFormatId/DataFormatVersion',
    ],
    [
      'a version with a zero before it',
      { forms: { '1900/012': 'model' } },
      '.forms.1900/012 must be DataFormatId/DataFormatVersion',
    ],
    ['a main form in words', { mainForm: 'the form' }, '.mainForm must be DataFormatId'],
    [
      'two forms of one data type',
      { forms: { '1900/1': 'model', '1900/2': 'model' } },
      '.forms: more than one has the data type model',
    ],
    [
      'a form and an attachment of one data type',
      { forms: { '1900/1': 'model' }, attachments: { Kart: 'model' } },
      ': a form and an attachment have the data type model',
    ],
    ['a form without a data type', { forms: { '1900/1': '' } }, '.forms.1900/1 must '],
    [
      'an element that becomes none',
      { xml: { rename: { Skjema: '' } } },
      '.xml.rename.Skjema must ',
    ],
    [
      'an element without a name',
      { xml: { rename: { '': 'a' } } },
      ".xml.rename: '' is no element",
    ],
    [
      'a name that no element can have',
      { xml: { rename: { Skjema: '1a' } } },
      ".xml.rename: '1a' is no element name without prefix",
    ],
    ['a name with a prefix', { xml: { rename: { 'a:b': 'c' } } }, ".xml.rename: 'a:b' is no "],
    ['a path', { xml: { drop: ['/Skjema/a'] } }, ".xml.drop: '/Skjema/a' is no element name"],
    [
      'two elements that become one',
      { xml: { rename: { a: 'c', b: 'c' } } },
      '.xml.rename: more than one element becomes c',
    ],
    [
      'an element that keeps its name',
      { xml: { rename: { æ: 'æ' } } },
      '.xml.rename.æ has no effect: the names are the same',
    ],
    [
      'an element that is renamed and dropped',
      { xml: { rename: { a: 'b' }, drop: ['a'] } },
      '.xml: a is both renamed and dropped',
    ],
    ['an element dropped twice', { xml: { drop: ['a', 'a'] } }, '.xml.drop: a is there twice'],
    ['values to set', { xml: { set: { a: '1' } } }, '.xml.set is not a known setting'],
  ])('moved to an app with %s is refused', (_, fields, problem) => {
    const problems = problemsOf(rowOf({ moved: { to: 'app', app: 'ttd/an-app', ...fields } }))
    expect(problems).toEqual([expect.stringContaining(`service 5997/1.moved${problem}`)])
  })

  it('may have everything that an app can have, and attachments that share a data type', () => {
    const moved = {
      to: 'app',
      app: 'ttd/prove-skjema',
      mainForm: '1900/12345',
      forms: { '1900/12345': 'model', '1901/1': 'vedlegg-model' },
      attachments: { Kartvedlegg: 'kart', Bilde: 'kart' },
      steps: { Task_2: 'sign' },
      xml: { rename: { Skjema: 'melding' }, drop: ['a'] },
      archive: 'ttd/a2-5998-160101',
      signingText: 'signering.erklaring',
    }
    const fields = { moved, rollout: { percent: 25 }, shadow: true, fallback: 'reads' }
    const register = readRegister(rowOf(fields), endpoints)
    expect(entriesOf(register, '5997', 1)).toMatchObject([{ ...fields, moved: [moved] }])
  })

  it.each(['until', 'shadow', 'fallback'])('that moved nowhere cannot have %s', (setting) => {
    const value = { until: '2027-01-01', shadow: true, fallback: 'reads' }[setting]
    expect(problemsOf(rowOf({ moved: nowhere, [setting]: value }))).toEqual([
      `service 5997/1.${setting} has no effect: the service moved nowhere`,
    ])
  })

  it('that moved nowhere may be rolled out, to find out who still calls it', () => {
    expect(problemsOf(rowOf({ moved: nowhere, rollout: { percent: 5 } }))).toEqual([])
  })

  it('of several places, of which one is there twice, is refused', () => {
    expect(problemsOf(rowOf({ moved: [{ ...broker, default: true }, broker] }))).toEqual([
      'service 5997/1: resource a-broker-resource is there twice',
    ])
  })

  it('of a sole place may call it the default', () => {
    expect(problemsOf(rowOf({ moved: { ...broker, default: true } }))).toEqual([])
    expect(problemsOf(rowOf({ moved: [{ ...broker, default: true }] }))).toEqual([])
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
    stringify({
      services: services.map((service) => {
        const resource = `resource-${service.toLowerCase().replace('/', '-')}`
        return { service, moved: { to: 'broker', resource } }
      }),
    })

  it.each([
    ['letter for letter', ['u7372/1', 'u7372/1']],
    ['in another letter case', ['U7372/1', 'u7372/1']],
    ['with a zero before the edition', ['u7372/1', 'u7372/01']],
    ['three times', ['u7372/1', 'U7372/1', 'u7372/001']],
  ])('for one service are refused: %s', (_, services) => {
    expect(problemsOf(rowsOf(...services))).toEqual(['service u7372/1 has more than one entry'])
  })

  const both = (one: object, another: object): readonly string[] =>
    problemsOf(
      stringify({
        services: [
          { service: '5997/1', moved: one },
          { service: '5998/1', moved: another },
        ],
      }),
    )
  const app = { to: 'app', app: 'ttd/an-app' }
  const link = { to: 'resource', resource: 'a-link' }
  const lookup = { to: 'lookup', app: 'ttd/a-lookup', dataType: 'model' }

  it.each([
    ['a broker resource', broker, broker, 'resource a-broker-resource'],
    ['a resource of two kinds', broker, { ...broker, to: 'correspondence' }, 'a-broker-resource'],
    ['an app', app, app, 'app ttd/an-app'],
    ['an archive', { ...app, archive: 'ttd/a2' }, { ...app, app: 'ttd/a2' }, 'app ttd/a2'],
    ['an access list', { ...link, accessList: 'l' }, { ...link, accessList: 'l' }, 'access list l'],
  ])('that share %s are refused, both by name', (_, one, another, place) => {
    const [problem = ''] = both(one, another)
    expect(problem).toMatch(/^service 5998\/1: /)
    expect(problem).toContain(place)
    expect(problem).toMatch(/ is service 5997\/1's$/)
  })

  it.each([
    ['a link', link, link],
    ['a stateless app', lookup, lookup],
    ['nowhere', nowhere, nowhere],
    ['apps of their own', app, { ...app, app: 'ttd/another-app' }],
  ])('may both go to %s, which keeps nothing of theirs apart', (_, one, another) => {
    expect(both(one, another)).toEqual([])
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
      'groups.end-user/mesages is not a group of this gateway: did you mean end-user/messages?',
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

  it('on altinn2 is refused dates, which would change nothing', () => {
    expect(
      problemsOf(groupOf('end-user/broker-inbox', { on: 'altinn2', since: '2027-01-01' })),
    ).toEqual([
      'groups.end-user/broker-inbox: dates have no effect on altinn2, where it is before and after them',
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
      { service: 'u1/1', moved: other, since: '2026-06-19', until: '2026-06-18' },
      { service: 'U1/1', moved: other },
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
      'groups.end-user/mesages is not a group of this gateway: did you mean end-user/messages?',
      'groups.end-user/broker-inbox: none of its lists can be answered from both sides',
      'groups.end-user/broker-inbox.since must be a date or a date and time',
      'service u1/1 has more than one entry',
    ])
  })

  it('of shape and of meaning are told together', () => {
    const services = [
      { service: '5997/1', moved: broker, sinse: '2026-06-19' },
      { service: '5998/1', moved: nowhere, shadow: true },
    ]
    const groups = { 'end-user/broker-inbox': { on: 'altinn4' }, 'end-user/x': { on: 'altinn3' } }
    expect(problemsOf(stringify({ services, groups }))).toEqual([
      'service 5997/1.sinse is not a known setting: did you mean since?',
      'groups.end-user/broker-inbox.on must be one of altinn2, altinn3, both',
      'service 5998/1.shadow has no effect: the service moved nowhere',
      'groups.end-user/x is not a group of this gateway',
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
        'service 5997/1.sinse is not a known setting: did you mean since?',
        'service 5998/1.since must be string',
        'service 5999/1.rollout.percent must be >= 0',
      ]),
    )
  })
})

describe('the services files that come with the gateway', () => {
  const folder = new URL('../../../config/', import.meta.url)
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
