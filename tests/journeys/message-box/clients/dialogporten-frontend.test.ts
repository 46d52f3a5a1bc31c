import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mainParty } from '../../../../sandbox/altinn3/access-management/seed.ts'
import { addNew } from '../../../../sandbox/altinn3/storage/seed/new.ts'
import { addMessages } from '../../../../sandbox/altinn2/messages/state.ts'
import { organizations } from '../../../../sandbox/organizations.ts'
import {
  lineOf,
  publicUrl,
  startClientSystem,
  type ClientSystem,
} from '../../../support/client-system.ts'
import type { TestGateway, TestSettings } from '../../../support/gateway.ts'
import { sampleService } from '../../../support/sample-service.ts'

const { customer } = organizations

const elsewhere = { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } }
const sides = {
  altinn3: { altinn2Url: '', register: { services: [sampleService] } },
  altinn2: { register: { services: [elsewhere] } },
  both: {
    register: { services: [sampleService], groups: { 'end-user/messages': { on: 'both' } } },
  },
} as const satisfies Record<string, TestSettings>

type Value = string | number | null | undefined
interface Linked {
  readonly href?: string
  readonly 'mime-type'?: string
}
type Message = Readonly<Record<string, Value>> & {
  readonly _links?: Readonly<
    Record<'self' | 'print' | 'portalview' | 'metadata', Linked | undefined>
  >
}

/** Altinn/dialogporten-frontend packages/bff/src/graphql/functions/altinn2messages.ts, until June 2026. */
async function findActiveForms(
  { call }: ClientSystem,
  party: string,
  language: string,
): Promise<readonly Message[]> {
  const address = `${publicUrl}/api/${encodeURIComponent(party)}/messages?language=${language}`
  const answer = await call('GET', address, { accept: 'application/hal+json' })
  // Whatever goes wrong, it shows nothing; here that is to be seen.
  expect(lineOf(answer)).toBe('200 OK')
  const { _embedded } = JSON.parse(answer.body) as { _embedded?: { messages?: Message[] } }
  return (_embedded?.messages ?? []).filter(
    (message) => message.Type === 'FormTask' && !message.ArchiveReference,
  )
}

const nonNullStrings = [
  'MessageId',
  'Subject',
  'Status',
  'LastChangedDateTime',
  'CreatedDate',
  'LastChangedBy',
  'ServiceOwner',
  'Type',
  'ServiceCode',
] as const

/**
 * As its schema serializes what its query selects (types/altinn2messages.ts): the query fails as a
 * whole when a field is null that must not be, or is no integer.
 */
function serialized(message: Message): Readonly<Record<string, unknown>> {
  for (const name of nonNullStrings) {
    if (typeof message[name] !== 'string') throw new Error(`null for non-null ${name}`)
  }
  if (!Number.isInteger(message.ServiceEdition)) throw new Error('no Int: ServiceEdition')
  const { self, portalview } = message._links ?? {}
  const links = Object.values(message._links ?? {})
  if (self === undefined || links.some((link) => typeof link?.href !== 'string')) {
    throw new Error('null for non-null href')
  }
  return { ...message, MessageLink: self.href ?? '', page: portalview?.href ?? '' }
}

/** Where its notification leads: to the page of the form that was changed last. */
function pageOfLatest(messages: readonly Message[]): string | undefined {
  const [latest] = messages
    .map(serialized)
    .toSorted((one, other) => momentOf(other) - momentOf(one))
  return latest?.page as string | undefined
}

function momentOf({ LastChangedDateTime }: Readonly<Record<string, unknown>>): number {
  const moment = new Date(String(LastChangedDateTime)).getTime()
  expect(moment).not.toBeNaN()
  return moment
}

describe.each(Object.keys(sides) as (keyof typeof sides)[])(
  'the inbox’s note on active forms, answered by %s',
  (side) => {
    let system: ClientSystem
    beforeAll(async () => {
      const scope = 'altinn:enduser altinn:instances.read digdir:dialogporten'
      system = await startClientSystem(sides[side], scope)
      fillBoxes(system.gateway)
    })
    afterAll(() => system.gateway.close())

    it.each(['1044', '2068', '1033'])('has all of its fields in %s', async (language) => {
      const found = await findActiveForms(system, customer.number, language)
      expect(found.length).toBe({ altinn3: 6, altinn2: 1, both: 7 }[side])
      for (const message of found) expect(serialized(message)).toHaveProperty('page')
    })

    it('leads to where the form that was changed last is open', async () => {
      const page = pageOfLatest(await findActiveForms(system, customer.number, '1044'))
      expect(page).toMatch(
        side === 'altinn2'
          ? /^https?:\/\/[^/]+\/Pages\/ServiceEngine\//
          : /^http:\/\/[^/]+\/ttd\/prove-kladd\/#\/instance\/50100001\/[0-9a-f-]{36}$/,
      )
    })
  },
)

/** Drafts of each side, among them one of an app that no service of Altinn 2's has become. */
function fillBoxes({ sandbox: { altinn2, altinn3 } }: TestGateway): void {
  const moments = { created: '2026-09-01T08:00:00Z', lastChanged: '2026-09-02T08:00:00Z' }
  const given = { owner: mainParty, app: 'ttd/prove-skjema', ...moments }
  for (const task of ['confirmation', 'payment'] as const) {
    addNew(altinn3.storage, { ...given, seed: task, task, isWithoutNumber: true })
  }
  addNew(altinn3.storage, { ...given, seed: 'own', task: { service: 'kommunensEgenTjeneste' } })
  const latest = { lastChanged: '2026-10-02T08:00:00Z' }
  addNew(altinn3.storage, {
    ...given,
    ...latest,
    seed: 'other',
    app: 'ttd/prove-kladd',
    task: 'signing',
  })
  addMessages(altinn2.messages, mainParty.partyId, [
    {
      id: 'a4210002',
      kind: 'FormTask',
      subject: 'Kladd',
      state: 'beingFilledIn',
      lastChanged: Date.parse('2026-05-02T08:00:00Z'),
      created: Date.parse('2026-05-02T08:00:00Z'),
      lastChangedBy: customer.name,
      serviceOwner: 'Prøveetaten',
      serviceCode: '4536',
      serviceEdition: 2,
    },
  ])
}
