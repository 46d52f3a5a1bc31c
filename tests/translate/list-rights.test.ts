import { expect, it } from 'vitest'
import { createRoleDefinitions } from '../../src/altinn2/role-definitions.ts'
import { parseOrganizationNumber } from '../../src/altinn2/organization-number.ts'
import { Query } from '../../src/altinn2/query.ts'
import type { Altinn2Response, Resource } from '../../src/altinn2/response.ts'
import type { OwnAccess } from '../../src/altinn3/access-management.ts'
import type { ServiceEntry, Target } from '../../src/decide/register.ts'
import { GatewayError } from '../../src/errors.ts'
import type { UpstreamFailure } from '../../src/runtime/products.ts'
import { listRights } from '../../src/translate/end-user/rights/list-rights.ts'
import { toRightIds } from '../../src/translate/end-user/rights/right-ids.ts'
import type { Ports, TranslationRequest } from '../../src/translation.ts'
import { organizations } from '../../sandbox/organizations.ts'

type Rule = readonly [subject: Subject, action: string]
type Subject = readonly (readonly [type: string, value: string])[]

interface Asked {
  readonly services: number
  readonly access: Partial<OwnAccess>
  readonly filter?: string
  /** Who may do what, in every policy. */
  readonly rules?: readonly Rule[]
  /** What the services file says of each service. */
  readonly entry?: Pick<ServiceEntry, 'since' | 'until' | 'rollout'>
  /** Of resources whose policy is not there, or cannot be read. */
  readonly failures?: Readonly<Record<string, GatewayError | undefined>>
  readonly listPartial?: 'error' | 'warn'
}

const byPackage: readonly Rule[] = [[[['urn:altinn:accesspackage', 'posttjenester']], 'read']]

/** Services 1, 2, … have gone to resources `r1`, `r2`, … of one policy. */
async function ask(asked: Asked): Promise<{ answer: Altinn2Response; policies: string[] }> {
  const {
    services,
    access,
    filter,
    rules = byPackage,
    failures = {},
    listPartial = 'error',
  } = asked
  const policies: string[] = []
  const party = parseOrganizationNumber(organizations.customer.number)
  const own = {
    name: 'PRØVE AS',
    type: 'Organization',
    organizationNumber: party,
    isDeleted: false,
  }
  const look = {
    own: () => Promise.resolve({ parties: [{ ...own, partyId: 1, partyUuid: 'u' }] }),
    access: () => Promise.resolve({ roles: [], packages: [], resources: [], ...access }),
    policyRules: (id: string) => {
      policies.push(id)
      if (id in failures) return failures[id] ? Promise.reject(failures[id]) : Promise.resolve()
      const toRule = ([subject, action]: Rule): object => ({
        subject: subject.map(([type, value]) => ({ type, value })),
        action: { type: 'action-id', value: action },
        resource: [],
      })
      return Promise.resolve(rules.map(toRule))
    },
    resources: () => Promise.resolve(new Map()),
  }
  const ports = { look, now: () => now, yieldToOthers: () => Promise.resolve() }
  const query = new Query([['$top', '10000'], ...(filter ? [['$filter', filter] as const] : [])])
  const request = {
    ...{ party, caller: party, query, self: '/api/my/authorization/rights' },
    targets: Array.from({ length: services }, (_, place) => toTarget(place + 1, asked.entry)),
    settings: {
      ...{ language: 1044, roleDefinitions: createRoleDefinitions('production') },
      listPartial,
    },
  }
  const answer = await listRights(
    request as unknown as TranslationRequest,
    ports as unknown as Ports,
  )
  return { answer, policies }
}

const now = 1_000_000

function toTarget(number: number, entry: Asked['entry']): Target {
  const service = { code: String(number), edition: 1 }
  const moved = { to: 'correspondence', resource: `r${number}` } as const
  return { service, moved, ...(entry && { entry: { service, moved: [moved], ...entry } }) }
}

function rowsOf({ body }: Altinn2Response): readonly Resource['properties'][] {
  if (body?.kind !== 'collection') throw new Error('no list')
  return body.resources.map(({ properties }) => properties)
}

const posted = { packages: ['posttjenester'] }

it('asks for no policy but those of resources that were given, when nothing else was', async () => {
  const { answer, policies } = await ask({ services: 2_000, access: { resources: ['r7', 'rx'] } })
  expect(policies).toEqual(['r7'])
  expect(rowsOf(answer).map(({ ServiceCode }) => ServiceCode)).toEqual(['7', '7'])
})

it('asks for five hundred policies at most, and says that there may be more', async () => {
  const { answer, policies } = await ask({ services: 2_000, access: posted })
  expect(policies.length).toBe(500)
  expect(rowsOf(answer).length).toBe(1_000)
  expect(answer.headers).toEqual({ 'X-Warning-LimitReached': 'true' })
})

it.each([
  ["ServiceCode eq '9'", ['r9']],
  ["ServiceCode eq '9' and ServiceEditionCode eq 2", []],
  ["ServiceCode eq '9' or ServiceCode eq '1900'", ['r9', 'r1900']],
  ["RightSourceType ne 'RoleTypeRights'", ['r7']],
  ["RightType eq 'Message'", []],
])('asks for no policy that the filter rules out: %s', async (filter, wanted) => {
  const access = { ...posted, resources: ['r7'] }
  const { answer, policies } = await ask({ services: 2_000, access, filter })
  expect(policies).toEqual(wanted)
  expect(answer.headers).toBeUndefined()
})

it.each<readonly [string, Partial<OwnAccess>, Subject, readonly string[]]>([
  ['a package', posted, [['urn:altinn:accesspackage', 'Posttjenester']], ['Write']],
  ['a role’s code', { roles: ['dagl'] }, [['urn:altinn:rolecode', 'DAGL']], ['Write']],
  [
    'a register’s role',
    { roles: ['daglig-leder'] },
    [['urn:altinn:external-role:ccr', 'daglig-leder']],
    ['Write'],
  ],
  ['a role is no package', { roles: ['x'] }, [['urn:altinn:accesspackage', 'x']], []],
  ['a package is no role', { packages: ['x'] }, [['urn:altinn:rolecode', 'x']], []],
  ['the service owner', { roles: ['ttd'] }, [['urn:altinn:org', 'ttd']], []],
  ['a resource, kept by its owner', { resources: ['r1'] }, [['urn:altinn:org', 'ttd']], []],
  ['nobody named', posted, [], []],
  [
    'one subject of two',
    posted,
    [
      ['urn:altinn:accesspackage', 'posttjenester'],
      ['urn:altinn:rolecode', 'dagl'],
    ],
    [],
  ],
])('gives what the policy gives: %s', async (_name, access, subject, wanted) => {
  const rules = [[subject, 'write'] as const, [subject, 'instantiate'] as const]
  const { answer } = await ask({ services: 1, access, rules })
  expect(rowsOf(answer).map(({ Action }) => Action)).toEqual(wanted)
})

it.each<readonly [string, NonNullable<Asked['entry']>, boolean]>([
  ['it moves later', { since: now + 1_000 }, false],
  ['it has ended', { since: 0, until: now - 1_000 }, false],
  ['it ends later', { since: 0, until: now + 1_000 }, true],
  ['it is rolled out to others', { rollout: { organisations: ['310385980'] } }, false],
  [
    'it is rolled out to the party',
    { rollout: { organisations: [organizations.customer.number] } },
    true,
  ],
])('lists a service as a call about it is judged: %s', async (_name, entry, isListed) => {
  const { answer } = await ask({ services: 1, access: posted, entry })
  expect(rowsOf(answer).length > 0).toBe(isListed)
})

const failure = (cause: string, status?: number): UpstreamFailure => ({
  ...{ product: 'resource-registry', cause, sent: 'unknown' },
  ...(status === undefined ? {} : { status }),
})
const broken = new GatewayError('ALTINN3_UNREADABLE', { upstream: failure('STATUS', 500) })
const badGateway = new GatewayError('ALTINN3_UNREADABLE', { upstream: failure('STATUS', 502) })
const silent = new GatewayError('ALTINN3_SILENT', { upstream: failure('DEADLINE') })
const refused = new GatewayError('ALTINN3_ACCESS_REFUSED')

type Failures = NonNullable<Asked['failures']>

it.each<readonly [string, Failures, 'error' | 'warn', readonly string[]]>([
  ['one that cannot be read', { r1: broken }, 'error', ['2', '2']],
  ['the same, with a warning wanted', { r1: broken }, 'warn', ['2', '2']],
  ['one that cannot be read and one that is not there', { r1: broken, r2: undefined }, 'error', []],
  ['a late answer, with a warning wanted', { r2: silent }, 'warn', ['1', '1']],
])('lists the rest and says so: %s', async (_name, failures, listPartial, wanted) => {
  const { answer } = await ask({ services: 2, access: posted, failures, listPartial })
  expect(rowsOf(answer).map(({ ServiceCode }) => ServiceCode)).toEqual(wanted)
  expect(answer.headers).toEqual({ 'X-Warning-ListPartial': 'policies' })
})

it.each<readonly [string, Failures, 'error' | 'warn', GatewayError]>([
  ['none can be read', { r1: broken, r2: broken }, 'error', broken],
  ['none can be read, a warning wanted', { r1: broken, r2: silent }, 'warn', broken],
  ['one answer is late', { r1: broken, r2: silent }, 'error', silent],
  ['the registry’s own gateway answers', { r1: badGateway }, 'error', badGateway],
  ['the registry refuses', { r1: refused }, 'warn', refused],
])('fails rather than listing too little: %s', async (_name, failures, listPartial, error) => {
  const asking = ask({ services: 2, access: posted, failures, listPartial })
  await expect(asking).rejects.toBe(error)
})

it('numbers rights alike in every answer, in 31 bits, each once', () => {
  const keys = Array.from({ length: 20_000 }, (_, place) => `right ${place}`)
  const ids = toRightIds(keys)
  expect(new Set(ids).size).toBe(keys.length)
  expect(ids.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31)).toBe(true)
  expect(toRightIds(keys.slice(5, 6))).toEqual(ids.slice(5, 6))
  expect(toRightIds(['same', 'same'])[1]).toBe((toRightIds(['same'])[0] ?? 0) + 1)
})
