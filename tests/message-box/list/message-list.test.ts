import { describe, expect, it } from 'vitest'
import { Query } from '../../../src/altinn2/query.ts'
import type { Instance } from '../../../src/altinn3/storage.ts'
import { messageList } from '../../../src/message-box/list/message-list.ts'
import type { Ports, TranslationRequest } from '../../../src/translation.ts'

const party = '310000000'
const last = Date.UTC(2026, 5, 1)

function instance(place: number): Instance {
  return {
    id: `50001/00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
    appId: 'ttd/prove-skjema',
    org: 'ttd',
    instanceOwner: { partyId: '50001', organisationNumber: party },
    created: '2026-03-01T10:00:00.1234567Z',
    lastChanged: new Date(last - place * 60_000).toISOString(),
  }
}

/** What a box of so many forms answers, and how often other requests were let through. */
async function listed(count: number, options: Readonly<Record<string, string>>) {
  const all = Array.from({ length: count }, (_, place) => instance(place))
  let yields = 0
  const ports = {
    now: () => last,
    ask: (_: unknown, { size }: { size: number }) =>
      Promise.resolve({ instances: all.slice(0, size), hasMore: size < count }),
    look: {
      application: () => Promise.resolve({ title: { nb: 'Prøveskjema' } }),
      ownerName: () => 'Testdepartementet',
      ownerNumbered: () => undefined,
      ownersNamed: () => ['ttd'],
    },
    yieldToOthers: () => {
      yields += 1
      return Promise.resolve()
    },
  } as unknown as Ports
  const request = {
    params: { who: 'my' },
    query: new Query(Object.entries(options)),
    self: '/api/my/messages',
    party,
    caller: party,
    scopes: new Set(['altinn:instances.read']),
    targets: [],
    settings: {
      ...{
        language: 1044,
        migratedCorrespondenceIds: 'own',
        refusedSubmissions: 'keep',
        deleteCorrespondences: 'bin',
        listPartial: 'error',
      },
      ...{ inboxUrl: 'https://inbox.example', appsUrl: 'https://{org}.apps.example' },
      ...{ receiptUrl: 'https://receipt.example' },
    },
  } as unknown as TranslationRequest
  const answer = await messageList(false)(request, ports).then(
    ({ body }) => (body?.kind === 'collection' ? body.resources.length : 'none'),
    (error: unknown) => error,
  )
  return { answer, yields }
}

describe('a message box of many forms', () => {
  it('lets other requests through while it is filtered', async () => {
    const { answer, yields } = await listed(1_000, { $filter: "Subject eq 'none'" })
    expect(answer).toBe(0)
    // 75, 750 and all 1 000 forms are read and shown, each for 600 units or more.
    expect(yields).toBeGreaterThan(Math.floor((1_825 * 600) / 80_000))
  })

  it('lets other requests through while it is ordered', async () => {
    const { answer, yields } = await listed(1_000, { $orderby: 'Subject' })
    expect(answer).toBe(50)
    expect(yields).toBeGreaterThan(Math.floor((1_000 * 600) / 80_000))
  })

  it('refuses a filter that costs too much, however the growth of the list divides its rows', async () => {
    const text = `toupper(concat(Subject,'${'ß'.repeat(1_900)}')) eq 'x'`
    const { answer } = await listed(1_000, { $filter: text })
    expect(answer).toMatchObject({ code: 'ODATA_REFUSED' })
  })

  it('is not held up for a page of the latest', async () => {
    expect(await listed(1_000, {})).toEqual({ answer: 50, yields: 0 })
  })
})
