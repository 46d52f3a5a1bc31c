import { describe, expect, it } from 'vitest'
import type { AuthorizedParty } from '../../src/altinn3/access-management.ts'
import type { AppMetadata } from '../../src/altinn3/app-metadata.ts'
import type { OrganizationNumber } from '../../src/altinn2/organization-number.ts'
import type { Target } from '../../src/decide/register.ts'
import { errors, GatewayError } from '../../src/errors.ts'
import { challengeOf } from '../../src/respond/challenge.ts'
import { reasonOf } from '../../src/respond/answer-error.ts'
import { needAppScopes, needFormPlace, needPlaceOfDraft } from '../../src/submission/place.ts'
import { app, metadata, placeWith, service } from './given.ts'

const party = '313876144' as OrganizationNumber
const authorizedParties = 'altinn:accessmanagement/authorizedparties'
const target: Target = { service, moved: app }

interface Given {
  readonly targets?: readonly Target[]
  readonly scopes?: readonly string[]
  /** Over those of the sample app; `null`: no app runs. */
  readonly about?: Partial<AppMetadata> | null
  /** What Altinn 3 says of the party; `error`: it fails. */
  readonly unitType?: string
}

function portsOf({ about, unitType }: Given) {
  const asked: string[] = []
  const listed: AuthorizedParty = {
    partyId: 50100001,
    name: 'Prøve AS',
    type: 'Organization',
    organizationNumber: party,
    isDeleted: false,
    ...(unitType === undefined ? {} : { unitType }),
  }
  const look = {
    appMetadata: (name: string) => {
      asked.push(name)
      return Promise.resolve(about === null ? undefined : { ...metadata, ...about })
    },
    own: () => {
      asked.push('parties')
      if (unitType === 'error') return Promise.reject(new GatewayError('ALTINN3_BUSY'))
      return Promise.resolve({ parties: [listed], isCut: false, find: () => undefined })
    },
  }
  return { look, asked }
}

function requestOf({ targets = [target], scopes = [] }: Given) {
  return { targets, scopes: new Set(scopes), party }
}

async function refusalOf(given: Given): Promise<GatewayError> {
  const { look } = portsOf(given)
  const refused: unknown = await needFormPlace(requestOf(given), { look }).catch(
    (error: unknown) => error,
  )
  if (refused instanceof GatewayError) return refused
  throw new Error('it was not refused')
}

describe('the place for a new form', () => {
  it('is the app of the service, with what it says of itself', async () => {
    const { look } = portsOf({})
    expect(await needFormPlace(requestOf({}), { look })).toEqual({ service, place: app, metadata })
  })

  it('is the default one of several apps of the service that is named, in any letter case', async () => {
    const { look, asked } = portsOf({})
    const key = { code: '5998a', edition: 1 }
    const moved = { ...app, app: 'ttd/other', default: true }
    const targets = [
      target,
      { service: { code: '5998A', edition: 1 }, moved: app },
      { service: { code: '5998A', edition: 1 }, moved },
    ]
    expect(await needFormPlace(requestOf({ targets }), { look }, key)).toMatchObject({
      place: { app: 'ttd/other' },
    })
    expect(asked).toEqual(['ttd/other'])
  })

  const letters: Target = { service, moved: { to: 'correspondence', resource: 'ttd-letters' } }
  const own = { users: { write: 'ttd:[app]/write' } }

  it.each<[string, Given, number, string]>([
    ['is a service of letters', { targets: [letters] }, 400, 'This service takes no forms'],
    [
      'has several apps, none of them the default',
      { targets: [target, { service, moved: { ...app, app: 'ttd/b' } }] },
      501,
      'The operator of this gateway has not set a setting that this operation needs: 5998/160101 has several apps',
    ],
    [
      'has an app that does not run',
      { about: null },
      502,
      'The app of this service is not running in Altinn 3: ttd/prove-skjema',
    ],
    [
      'has an app that is too old',
      { about: { altinnNugetVersion: '8.5.9.1' } },
      501,
      'The app of this service is too old to take forms from system users: ttd/prove-skjema has 8.5.9 of app-lib, 8.6.0 is needed',
    ],
    [
      'has an app of no version',
      { about: { altinnNugetVersion: null } },
      501,
      'The app of this service is too old to take forms from system users: ttd/prove-skjema has an unknown version of app-lib, 8.6.0 is needed',
    ],
    [
      'has an app whose owner alone creates forms',
      { about: { disallowUserInstantiation: true } },
      403,
      'Only the owner of this service creates its forms: ttd/prove-skjema',
    ],
    [
      'has an app with a scope of its own',
      { about: { apiScopes: own }, scopes: ['altinn:instances.write'] },
      403,
      'The access token lacks a required scope: ttd/prove-skjema demands ttd:prove-skjema/write',
    ],
    [
      'is for persons',
      { about: { partyTypesAllowed: { person: true } } },
      403,
      'This service takes no forms from this kind of party: persons only',
    ],
    [
      'is for sub-units and the party is none',
      {
        about: { partyTypesAllowed: { subUnit: true, bankruptcyEstate: true } },
        scopes: [authorizedParties],
        unitType: 'AS',
      },
      403,
      'This service takes no forms from this kind of party: sub-units and bankruptcy estates only',
    ],
  ])('is refused where it %s', async (_, given, status, phrase) => {
    const refusal = await refusalOf(given)
    expect([errors[refusal.code].status, reasonOf(refusal)]).toEqual([status, phrase])
  })

  it('names the scope of the app in the challenge', async () => {
    const { code, details } = await refusalOf({ about: { apiScopes: own } })
    expect(challengeOf(code, details)).toBe(
      'Bearer realm="altinn", error="insufficient_scope", scope="ttd:prove-skjema/write"',
    )
  })

  it.each<[string, Given]>([
    ['the scope of the app', { about: { apiScopes: own }, scopes: ['ttd:prove-skjema/write'] }],
    [
      "the scope of Altinn's pages",
      { about: { apiScopes: own }, scopes: ['altinn:portal/enduser'] },
    ],
    [
      'any, where the app demands one for reading alone',
      { about: { apiScopes: { users: { read: 'x' } } } },
    ],
    [
      'any, where the app demands an empty one',
      { about: { apiScopes: { users: { write: ' ' } } } },
    ],
  ])('takes a token with %s', async (_, given) => {
    await expect(needFormPlace(requestOf(given), portsOf(given))).resolves.toBeDefined()
  })

  const units = { organisation: true }

  it.each<[string, Given, readonly string[]]>([
    [
      'main units to a main unit',
      { about: { partyTypesAllowed: units }, unitType: 'AS' },
      ['parties'],
    ],
    [
      'main units to an estate',
      { about: { partyTypesAllowed: units }, unitType: 'KBO' },
      ['parties'],
    ],
    ['main units to an unknown one', { about: { partyTypesAllowed: units } }, ['parties']],
    [
      'main units when parties cannot be asked',
      { about: { partyTypesAllowed: units }, unitType: 'error' },
      ['parties'],
    ],
    [
      'sub-units to a sub-unit',
      { about: { partyTypesAllowed: { subUnit: true } }, unitType: 'BEDR ' },
      ['parties'],
    ],
    ['all where nothing is chosen', { about: { partyTypesAllowed: { person: false } } }, []],
    [
      'all where main units and sub-units are',
      { about: { partyTypesAllowed: { ...units, subUnit: true } } },
      [],
    ],
  ])('is open for %s', async (_, given, asked) => {
    const ports = portsOf(given)
    await needFormPlace(requestOf({ ...given, scopes: [authorizedParties] }), ports)
    expect(ports.asked).toEqual(['ttd/prove-skjema', ...asked])
  })

  it('asks for no kind of party without the scope for it', async () => {
    const ports = portsOf({ about: { partyTypesAllowed: { subUnit: true } }, unitType: 'AS' })
    await needFormPlace(requestOf({}), ports)
    expect(ports.asked).toEqual(['ttd/prove-skjema'])
  })
})

describe('the versions of app-lib', () => {
  it.each(['8.6.0', '8.6.0.0', '8.10.1.7', '9.0.0.1', '10.0.0'])(
    'are new enough: %s',
    async (version) => {
      const ports = portsOf({ about: { altinnNugetVersion: version } })
      await expect(needFormPlace(requestOf({}), ports)).resolves.toBeDefined()
    },
  )

  it.each(['8.5.99', '7.15.4.0', '0.0.0.0', '', '8.6', 'Bearer x'])(
    'are too old: %j',
    async (version) => {
      expect((await refusalOf({ about: { altinnNugetVersion: version } })).code).toBe('APP_TOO_OLD')
    },
  )
})

describe('the place of a draft', () => {
  it('is the service whose app it is of, also where nobody may create new ones', async () => {
    const { look } = portsOf({ about: { disallowUserInstantiation: true } })
    const place = await needPlaceOfDraft(app.app, requestOf({}), { look })
    expect(place).toMatchObject({ service, place: app })
  })

  it('needs the app in the services file', async () => {
    const refused = needPlaceOfDraft('ttd/unknown', requestOf({}), portsOf({}))
    await expect(refused).rejects.toMatchObject({
      code: 'NEEDS_CONFIGURATION',
      details: { setting: 'a service that moved to ttd/unknown, in the services file' },
    })
  })

  it('is read with a scope of its own where the app demands one', () => {
    const place = placeWith({}, { apiScopes: { users: { read: 'ttd:read', write: 'ttd:write' } } })
    expect(() => needAppScopes(place, requestOf({}), ['write', 'read'])).toThrow(
      new GatewayError('SCOPE_MISSING', {
        detail: 'ttd/prove-skjema demands ttd:write ttd:read',
        scopes: ['ttd:write', 'ttd:read'],
      }),
    )
    const scopes = ['ttd:write', 'ttd:read']
    expect(() => needAppScopes(place, requestOf({ scopes }), ['write', 'read'])).not.toThrow()
  })
})
