import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { faultRows, type FaultRow, type Way } from '../../../docs/tables/faults.ts'
import { idsOfParts } from '../../../src/altinn2/messages/element-id.ts'
import { idOfDialog, writeMessageId } from '../../../src/altinn2/messages/message-id.ts'
import { accountantsClients } from '../../../sandbox/altinn3/access-management/seed.ts'
import { letterResource } from '../../../sandbox/altinn3/correspondence/resources.ts'
import { letterId } from '../../../sandbox/altinn3/correspondence/seed.ts'
import { correspondenceLabel } from '../../../sandbox/altinn3/dialogporten/from-correspondence.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { people } from '../../../sandbox/people.ts'
import type { Sandbox } from '../../../sandbox/start.ts'
import {
  startFaultyGateway,
  type Faulted,
  type FaultyGateway,
} from '../../support/faulty-gateway.ts'
import { startStandIns } from '../../support/gateway.ts'
import { faults, slowFaults, startFaulty, type Fault } from '../../support/network/faults.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'

const { accountant, customer, serviceOwner, vendor } = organizations
const register = {
  services: [
    { service: '4947/1', owner: 'ttd', moved: { to: 'broker', resource: 'acn-broker-02' } },
    { service: '5990/1', owner: 'ttd', moved: { to: 'correspondence', resource: letterResource } },
    sampleService,
  ],
  groups: { 'end-user/reportees': { on: 'both' }, 'end-user/organizations': { on: 'altinn3' } },
}

const inbox = '/brokerservice/inbox?serviceEditionCode=1&serviceCode=4947'
const broker = 'altinn:brokerservice.read altinn:broker.read'
const parties = 'altinn:enduser altinn:accessmanagement/authorizedparties'
const messages =
  'altinn:enduser digdir:dialogporten altinn:correspondence.read altinn:instances.read'
const system = { org: vendor.number, systemUser: customer.number }
const client = accountantsClients[0]?.organizationNumber ?? ''
const draft = `/api/my/messages/${idOfSeeded('draft 50100001')}`

/** A request that a failing call is needed for, and its token. */
interface Case extends Faulted {
  readonly name: string
  readonly way: Way
  readonly path: string
  readonly wish: { readonly org: string; readonly systemUser?: string; readonly scope: string }
  readonly isExchanged?: true
}

function casesIn({ altinn3 }: Sandbox): readonly Case[] {
  const { letter, attachment } = addressesOfLetter(altinn3)
  const asOrganization = { org: customer.number, scope: broker }
  const document = (product: Case['product'], path: string, scope: string): Case => ({
    ...{ name: product, product, way: 'document', path, wish: { ...system, scope } },
  })
  return [
    {
      ...{ name: 'altinn2', product: 'altinn2', way: 'forwarded', path: '/api/my/messages/a1' },
      wish: { ...system, scope: messages },
    },
    {
      ...{ name: 'altinn2 list', product: 'altinn2', way: 'joined', path: '/api/reportees' },
      wish: { ...system, scope: parties },
    },
    document('storage', draft, messages),
    document('apps', `${draft}/validate`, messages),
    document('correspondence', letter, messages),
    document('dialogporten', letter, messages),
    document('access-management', '/api/organizations', parties),
    { ...document('broker', `/api/my${inbox}`, broker), wish: asOrganization },
    {
      ...document('correspondence', attachment, messages),
      ...{ name: 'attachment', way: 'file', on: /\/download$/ },
    },
    {
      ...{ name: 'exchange', product: 'exchange', way: 'permit', path: `/api/my${inbox}` },
      ...{ wish: asOrganization, isExchanged: true },
    },
    {
      ...{ name: 'authorization', product: 'authorization', way: 'permit' },
      path: `/api/${client}${inbox}`,
      wish: {
        ...{ org: vendor.number, systemUser: accountant.number },
        scope: `altinn:enduser altinn:authorization/authorize ${broker}`,
      },
    },
    {
      ...{ name: 'orgs', product: 'orgs', way: 'kept' },
      path: `/api/serviceowner/reportees?subject=${people.leader.number}&serviceCode=4947&serviceEdition=1`,
      wish: {
        org: serviceOwner.number,
        scope: 'altinn:serviceowner altinn:accessmanagement/authorizedparties.resourceowner',
      },
    },
  ]
}

const ofKeys: Case = {
  ...{ name: 'keys', product: 'keys', way: 'kept', path: `/api/my${inbox}` },
  wish: { org: customer.number, scope: broker },
}

function addressesOfLetter({ correspondence, dialogporten }: Sandbox['altinn3']): {
  readonly letter: string
  readonly attachment: string
} {
  const id = letterId(correspondence, 'unread')
  const dialog = dialogporten.byLabel.get(correspondenceLabel(id))
  const known = dialog && idOfDialog(dialog.createdAt, dialog.id)
  if (known === undefined) throw new Error('no letter')
  const letter = `/api/my/messages/${writeMessageId(known, false)}`
  const [attachment] = idsOfParts(correspondence.byId.get(id)?.attachments ?? []).keys()
  return { letter, attachment: `${letter}/attachments/${attachment}` }
}

/** Of an answer and its line in the log. */
interface Seen {
  readonly answer: string
  readonly level: unknown
  readonly upstream: unknown
  readonly cause: unknown
  readonly upstreamStatus: unknown
}

let cases: readonly Case[] = []
const concurrency = 3
/** By fault, then by case. */
const seen = new Map<string, ReadonlyMap<string, Seen>>()
const logs = new Map<string, string>()

beforeAll(async () => {
  const sandbox = await startStandIns()
  cases = [ofKeys, ...casesIn(sandbox)]
  try {
    // A few at once: what all start together is late on a slow machine, and is taken for a fault.
    const left = [...faults]
    const work = async (): Promise<void> => {
      for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
        await run(fault, sandbox)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    await Promise.all(slowFaults.map((fault) => run(fault, sandbox)))
  } finally {
    await sandbox.close()
  }
}, 60_000)
afterAll(() => seen.clear())

/** One gateway for each fault: few failures of each product, so that no breaker opens. */
async function run(fault: Fault, sandbox: Sandbox): Promise<void> {
  const { origin, server } = await startFaulty(fault)
  const gateway = await startFaultyGateway(sandbox, register, origin, fault)
  try {
    const ofThis = new Map([[ofKeys.name, await look(ofKeys, gateway)]])
    await gateway.healKeys()
    const ownersFailed = (): boolean => gateway.log().includes('list of service owners could not')
    await vi.waitUntil(ownersFailed, { interval: 20, timeout: 10_000 })
    await Promise.all(
      cases.slice(1).map(async (one) => ofThis.set(one.name, await look(one, gateway))),
    )
    seen.set(fault.name, ofThis)
    logs.set(fault.name, gateway.log())
  } finally {
    await gateway.close()
    await server.close()
  }
}

async function look(one: Case, gateway: FaultyGateway): Promise<Seen> {
  // A token of its own for each case: by it a call is known.
  const wish = { ...one.wish, scope: `${one.wish.scope} test:${one.name.replace(' ', '-')}` }
  const { altinn3 } = gateway.sandbox
  const token = one.isExchanged ? await gateway.token(wish) : altinn3.mintAltinnToken(wish)
  gateway.fail(token, one)
  const before = gateway.log().length
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json', apikey: 'k' }
  const answer = await http(gateway.url, one.path, { headers }).catch(() => 'cut' as const)
  const isIts = (line: Line): boolean =>
    answer === 'cut'
      ? line.cut === true && line.upstream === one.product
      : line.requestId === answer.headers['x-request-id']
  const find = (): Line | undefined => linesOf(gateway.log().slice(before)).find(isIts)
  const line = await vi.waitUntil(find, { interval: 10, timeout: 5_000 })
  const { level, error, upstream, cause, upstreamStatus } = line
  return { answer: toText(answer, error), level, upstream, cause, upstreamStatus }
}

type Line = Readonly<Record<string, unknown>>

function linesOf(log: string): readonly Line[] {
  const lines = log.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request')
}

/** As the table has it, with the code of every error. */
function toText(answer: HttpAnswer | 'cut', error: unknown): string {
  if (answer === 'cut') return 'cut'
  const { status, headers } = answer
  const { 'retry-after': retryAfter } = headers
  const errorCode = typeof error === 'string' ? ` ${error}` : ''
  return `${status}${errorCode}${typeof retryAfter === 'string' ? `, ${retryAfter}` : ''}`
}

/** Where the table gives a status alone. */
const codes: Readonly<Record<string, string>> = {
  exchange: 'EXCHANGE_UNAVAILABLE',
  authorization: 'DECISION_UNAVAILABLE',
  keys: 'KEYS_UNAVAILABLE',
  orgs: 'OWNERS_UNAVAILABLE',
}

function toPattern(causes: string): RegExp {
  return new RegExp(`^(?:${causes.replaceAll(', ', '|').replaceAll('…', '.+')})$`)
}

/** The table's row, for one product. */
function expectedOf({ cause, upstreamStatus, seen: by }: FaultRow, one: Case): unknown {
  const errorCode = codes[one.product]
  const answer = errorCode === undefined ? by[one.way] : by[one.way].replace(',', ` ${errorCode},`)
  // What is handed through with 200 shows no fault.
  if (answer === '200') return expect.objectContaining({ answer, level: 30, upstream: undefined })
  return expect.objectContaining({
    ...{ answer, level: 40, upstream: one.product },
    cause: expect.stringMatching(toPattern(cause)) as string,
    ...(upstreamStatus === undefined ? {} : { upstreamStatus }),
  })
}

describe('a platform’s fault has the answer and the log line that the table says', () => {
  it.each(faultRows.map((row) => [row.fault, row] as const))('%s', (fault, row) => {
    const expected = Object.fromEntries(cases.map((one) => [one.name, expectedOf(row, one)]))
    expect(Object.fromEntries(seen.get(fault) ?? [])).toEqual(expected)
  })

  it('for every fault', () => {
    expect([...seen.keys()].toSorted()).toEqual(faultRows.map(({ fault }) => fault).toSorted())
  })

  it('without an identity number', () => {
    expect([...logs.values()].join('')).not.toMatch(/\d{11}/)
  })
})
