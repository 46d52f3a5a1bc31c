import { addMany } from '../../../../sandbox/altinn3/access-management/many.ts'
import { appResource, kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import type { Party } from '../../../../sandbox/altinn3/access-management/state.ts'
import { organizations } from '../../../../sandbox/organizations.ts'
import { people } from '../../../../sandbox/people.ts'
import { startTestGateway, type TestGateway, type TestSettings } from '../../../support/gateway.ts'
import { http, type HttpAnswer } from '../../../support/network/http.ts'

/** Who answers: each client is played against all three. */
export const sides = ['altinn3', 'altinn2', 'both'] as const
export type Side = (typeof sides)[number]

/** The one service that has moved; and one that has not. */
export const moved = { code: '4537', edition: '1' } as const
export const unmoved = { code: '4540', edition: '1' } as const

const service = {
  service: `${moved.code}/${moved.edition}`,
  owner: 'ttd',
  moved: { to: 'app', app: 'ttd/prove-skjema' },
}
const elsewhere = { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } }
const lists = ['service-owner/reportees', 'end-user/reportees', 'end-user/organizations'] as const
const onBoth = Object.fromEntries(lists.map((group) => [group, { on: 'both' }]))

const settings: Readonly<Record<Side, TestSettings>> = {
  altinn3: { altinn2Url: '', register: { services: [service] } },
  altinn2: { register: { services: [elsewhere] } },
  both: { register: { services: [service], groups: onBoth } },
}

/** Altinn 2 closed, Altinn 2 open and nothing moved, or the lists on both. */
export function startSide(side: Side, more: TestSettings = {}): Promise<TestGateway> {
  return startTestGateway({ ...settings[side], ...more })
}

interface Scopes {
  readonly altinn2: string
  readonly altinn3: string
}

function scopeFor(side: Side, { altinn2, altinn3 }: Scopes): string {
  return { altinn2, altinn3, both: `${altinn2} ${altinn3}` }[side]
}

/** The service owner’s token, with the scopes of the side that answers. */
export function ownerToken(gateway: TestGateway, side: Side): Promise<string> {
  const scope = scopeFor(side, {
    altinn2: 'altinn:serviceowner/reportees',
    altinn3: 'altinn:accessmanagement/authorizedparties.resourceowner',
  })
  return gateway.token({ org: organizations.serviceOwner.number, scope })
}

/** A system user’s token; where people logged in themselves before, this is what has changed. */
export function endUserToken(
  gateway: TestGateway,
  side: Side,
  systemUser: string = organizations.customer.number,
): Promise<string> {
  const scope = scopeFor(side, {
    altinn2: 'altinn:reportees',
    altinn3: 'altinn:accessmanagement/authorizedparties',
  })
  return gateway.token({ org: organizations.vendor.number, systemUser, scope })
}

export interface Calls {
  readonly altinn2: number
  /** Lists alone: a token is exchanged once. */
  readonly altinn3: number
}

/** How often each platform was asked for a list so far. */
export function callsTo({ sandbox: { altinn2, altinn3 } }: TestGateway): Calls {
  const { authorizedParties, serviceOwnerParties } = altinn3.counts
  return { altinn2: altinn2.asked.length, altinn3: authorizedParties + serviceOwnerParties }
}

/** Lets so many organisations give the leader the service that has moved, on both platforms. */
export function addClients({ sandbox }: TestGateway, count: number): readonly Party[] {
  const { number } = people.leader
  const resources = [appResource]
  const added = addMany(sandbox.altinn3.access, number, count, { resources })
  const known = added.map(({ partyId, name, organizationNumber }) => ({
    partyId,
    name,
    type: 'Enterprise' as const,
    organizationNumber: organizationNumber ?? '',
    organizationForm: 'AS',
    status: 'Active' as const,
  }))
  sandbox.altinn2.reportees.of[number]?.push(...known)
  return added
}

export type Headers = Readonly<Record<string, string>>

/** More pages than any journey has: a client that never ends is stopped here, and fails. */
const mostCalls = 20

/** One client’s way to the gateway; each target is sent as it is written. */
export function createLine(
  gateway: TestGateway,
  headers: Headers,
): { readonly get: (target: string) => Promise<HttpAnswer>; readonly calls: () => number } {
  let calls = 0
  return {
    get: (target) => {
      calls += 1
      if (calls > mostCalls) throw new Error('the loop of pages does not end')
      return http(gateway.url, target, { headers })
    },
    calls: () => calls,
  }
}

export type Row = Readonly<Record<string, string | null | undefined>>

/** What a client’s JSON library makes of one object. */
export interface Model {
  /** Neither absent nor null. */
  readonly mandatory: readonly string[]
  readonly optional: readonly string[]
  /** Members that the model does not know. */
  readonly strangers: 'skipped' | 'refused'
}

/** A bare array of objects, and nothing else. */
export function needRows(body: string, model: Model): readonly Row[] {
  const read: unknown = JSON.parse(body)
  if (!Array.isArray(read)) throw new Error('no array')
  return read.map((one: unknown) => needRow(one, model))
}

export function needRow(read: unknown, { mandatory, optional, strangers }: Model): Row {
  const known = [...mandatory, ...optional]
  const members = needMembers(read)
  for (const [name, value] of Object.entries(members)) {
    const isKnown = known.includes(name)
    if (!isKnown && strangers === 'refused') throw new Error(`unknown member ${name}`)
    if (isKnown && value !== null && typeof value !== 'string') throw new Error(`${name}: no text`)
  }
  const missing = mandatory.find((name) => (members[name] ?? null) === null)
  if (missing !== undefined) throw new Error(`no ${missing}`)
  return Object.fromEntries(known.map((name) => [name, members[name] as Row[string]]))
}

export function needMembers(read: unknown): Readonly<Record<string, unknown>> {
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('no object')
  return read as Readonly<Record<string, unknown>>
}

type Names = readonly string[]

/** In no order of theirs: which side lists what in which order is told elsewhere. */
export function namesOf(rows: readonly Row[]): Names {
  return rows.map(({ Name }) => Name ?? '').sort()
}

const { house, housesUnits, division, shellsUnit, viaKeyRole } = kinds
const namesIn = (parties: readonly Party[], ...more: Names): Names =>
  [...parties.map(({ name }) => name), ...more].sort()
const led = [house, ...housesUnits]
/** A row that Altinn 2 alone has. */
const cabins = 'STORLI HYTTELAG'

/** The organisations that live and that the leader may do anything for. */
export const active: Readonly<Record<Side, Names>> = {
  altinn3: namesIn([...led, division, shellsUnit, viaKeyRole]),
  altinn2: namesIn([...led, division], cabins),
  both: namesIn([...led, division, shellsUnit, viaKeyRole], cabins),
}

/** Those of them for which he may use the service that has moved: its place decides, no group. */
export const activeWithService: Readonly<Record<Side, Names>> = {
  altinn3: namesIn([...led, division, viaKeyRole]),
  altinn2: active.altinn2,
  both: namesIn([...led, division, viaKeyRole]),
}

/** Those that he leads. */
export const activeByRole: Readonly<Record<Side, Names>> = {
  altinn3: namesIn(led),
  altinn2: namesIn(led, cabins),
  both: namesIn(led, cabins),
}

/** Of somebody whom Altinn 2 had never seen log in. */
export const noProfile =
  'User profile could not be found for ***********. User profile is created at first login to the Altinn.no portal'
