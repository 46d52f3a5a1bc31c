import { describe, expect, it } from 'vitest'
import { accountantsClients, mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { addManyInstances, addNew } from '../../../sandbox/altinn3/storage/seed/new.ts'
import type { Instance } from '../../../sandbox/altinn3/storage/model.ts'
import { changeInstance } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { people } from '../../../sandbox/people.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import type { HttpAnswer } from '../../support/network/http.ts'
import { read, startBench, type As } from './storage-shared.ts'

const { accountant, customer, otherServiceOwner, serviceOwner, vendor } = organizations
const { storage, call } = startBench()
const base = '/storage/api/v1/instances'
const owner = mainParty.partyId
const mine = `?instanceOwner.partyId=${owner}`
const asOwner: As = {
  org: serviceOwner.number,
  systemUser: null,
  scope: 'altinn:serviceowner/instances.read',
}

interface List {
  readonly count: number
  readonly self: string
  readonly next: string | null
  readonly instances: readonly (Instance & { readonly data: readonly object[] })[]
}

async function list(query: string, as?: As): Promise<List> {
  const answer = await call(base + query, {}, as)
  expect(answer, answer.body).toMatchObject({ status: 200 })
  return read(answer) as List
}

const seeds = 'draft signing archived later deleted hidden,hidden draft'
const names = new Map(
  [...seeds.split(',').join(' ').split(' '), 'hidden draft', 'extra']
    .map((name) => [uuidOf(`instance ${name} ${owner}`), name] as const)
    .concat(
      ['a2 3513210', 'a2 3513211', 'a1 3513210'].map((name) => [uuidOf(`instance ${name}`), name]),
    ),
)
const namesIn = ({ instances }: List): readonly (string | undefined)[] =>
  instances.map(({ id }) => names.get(id.split('/')[1] ?? ''))
const all = ['draft', 'signing', 'later', 'archived', 'hidden draft', 'hidden', 'deleted']

function refusal({ status, body }: HttpAnswer): readonly [number, unknown] {
  return [status, body === '' ? '' : JSON.parse(body)]
}

describe('the list of instances', () => {
  it('has all of an owner’s from Altinn 3, latest change first', async () => {
    const answer = await list(mine)
    expect(namesIn(answer)).toEqual(all)
    expect(answer).toMatchObject({
      count: 7,
      self: `https://platform.tt02.altinn.no${base}${mine}`,
      next: null,
    })
    expect(Object.keys(answer)).toEqual(['count', 'self', 'next', 'instances'])
    expect(answer.instances[0]).toMatchObject({
      id: `${owner}/${uuidOf(`instance draft ${owner}`)}`,
      selfLinks: { platform: expect.stringContaining(`/instances/${owner}/`) as string },
      status: { readStatus: 'Unread' },
    })
    expect(answer.instances[0]?.data).toHaveLength(4)
  })

  it('takes the owner’s number in a header, in any case and with blanks', async () => {
    for (const value of [`Organisation:${customer.number}`, ` organisation: ${customer.number}`]) {
      const headers = { 'X-Ai-InstanceOwnerIdentifier': value }
      expect(namesIn(read(await call(base, { headers })) as List)).toEqual(all)
    }
  })

  it.each([
    ['Organisation:999999999', [200, { count: 0, self: null, next: null, instances: [] }]],
    [`Person:${people.loner.number}`, [200, expect.objectContaining({ count: 0 }) as unknown]],
    ['Organisation:12345678', [400, 'Organization number needs to be exactly 9 digits.']],
    ['Person:1234567890', [400, 'Person number needs to be exactly 11 digits.']],
    ['Party:313876144', [400, 'Invalid InstanceOwnerIdentifier.']],
    ['313876144', [400, 'Invalid InstanceOwnerIdentifier.']],
  ])('answers the header %s with %j', async (value, expected) => {
    const headers = { 'X-Ai-InstanceOwnerIdentifier': value }
    expect(refusal(await call(base, { headers }))).toEqual(expected)
  })

  it('wants one owner, and not two', async () => {
    expect(refusal(await call(base))).toEqual([
      400,
      'Either InstanceOwnerPartyId or InstanceOwnerIdentifier need to be defined.',
    ])
    const headers = { 'X-Ai-InstanceOwnerIdentifier': `Organisation:${customer.number}` }
    expect(refusal(await call(base + mine, { headers }))).toEqual([
      400,
      'Both InstanceOwner.PartyId and InstanceOwnerIdentifier cannot be present at the same time.',
    ])
  })

  it('says nothing of why to an organisation without a system user', async () => {
    const [status, body] = refusal(await call(base + mine, {}, { systemUser: null }))
    expect(status).toBe(400)
    expect(body).toMatchObject({ title: 'Bad Request', status: 400 })
    expect(body).not.toHaveProperty('errors')
  })

  it.each([
    ['?appId=ttd/prove-skjult', ['hidden']],
    ['?org=ttd', all],
    ['?org=nab', []],
    ['?process.currentTask=Task_2', ['signing']],
    ['?process.isComplete=true', ['archived']],
    ['?process.isComplete=false&status.isSoftDeleted=false', without('archived', 'deleted')],
    ['?process.endEvent=whatever', all],
    ['?status.isArchived=true', ['archived']],
    ['?status.isArchived=false', without('archived')],
    ['?status.isSoftDeleted=true', ['deleted']],
    ['?STATUS.ISSOFTDELETED=True', ['deleted']],
    ['?status.isHardDeleted=true', []],
    ['?created=gte:2026-07-01', ['draft', 'later']],
    [
      '?created=gt:2026-04-01T10:00:00Z&created=lte:2026-05-04T11:00:00Z',
      ['archived', 'hidden draft'],
    ],
    ['?created=eq:2026-04-01T12:00:00%2B02:00', ['hidden']],
    ['?lastChanged=lt:2026-03-03', ['deleted']],
    ['?lastChanged=eq:2026-08-20T10:30:00.123456', ['draft']],
    ['?visibleAfter=gt:2026-01-01T00:00:00Z', ['later']],
    ['?visibleAfter=lt:2026-01-01T00:00:00Z', []],
    ['?dueBefore=lte:2027', ['draft']],
    ['?process.ended=gte:2026-05-05T12:00', ['archived']],
    ['?searchString=BRYGGE', ['draft', 'signing', 'archived']],
    ['?searchString=g%25l%20b_y', ['archived']],
    ['?mainVersionInclude=2', ['a2 3513210']],
    ['?mainVersionExclude=3', ['a2 3513210', 'a1 3513210']],
    ['?mainVersionExclude=0', [...all, 'a2 3513210', 'a1 3513210']],
    ['?dataValues.A2ArchRef=3513210', ['a2 3513210']],
    ['?dataValues.A2ArchRef=3513210&mainVersionInclude=3', ['a2 3513210']],
    ['?dataValues.A2ArchRef=AR3513210', []],
    ['?order=asc:lastChanged', [...all].reverse()],
    ['?order=lastChanged', [...all].reverse()],
    ['?confirmed=true', []],
    ['?excludeConfirmedBy=ttd', all],
    ['?size=2', ['draft', 'signing']],
  ])('filters with %s', async (query, expected) => {
    expect(namesIn(await list(`${query}&instanceOwner.partyId=${owner}`))).toEqual(expected)
  })

  it('finds by the last twelve characters of the id, and no other number of them', async () => {
    const guid = uuidOf(`instance signing ${owner}`)
    const found = await list(`${mine}&A3Ref=${guid.slice(-12).toUpperCase()}`)
    expect(namesIn(found)).toEqual(['signing'])
    const migrated = uuidOf('instance a2 3513210').slice(-12)
    expect(namesIn(await list(`${mine}&A3Ref=${migrated}&mainVersionInclude=2`))).toEqual([])
    expect(refusal(await call(`${base}${mine}&A3Ref=abc`))).toEqual([
      400,
      'The A3 reference needs to be exactly 12 characters long.',
    ])
  })

  it('leaves out the data elements when told to', async () => {
    const { instances } = await list(`${mine}&includeDataElements=false`)
    expect(instances.flatMap(({ data }) => data)).toEqual([])
  })

  it.each([
    ['created=yesterday', 'Invalid date expression: yesterday for query key: created'],
    ['created=gt:yesterday', 'Invalid date expression: gt:yesterday for query key: created'],
    [
      'lastChanged=gt:2026-01-01T00:00:00+02:00',
      'Invalid date expression: gt:2026-01-01T00:00:00 02:00 for query key: lastChanged',
    ],
    [
      'created=gt:2026-01-01&created=gt:2026-02-01',
      'Invalid date expression: gt:2026-02-01 for query key: created',
    ],
    ['continuationToken=a;b', "The input string 'b' was not in a correct format."],
    ['size=-1', '2201W: FETCH must not be negative'],
  ])('is 500 for %s, as if it were not the caller’s mistake', async (query, message) => {
    expect(refusal(await call(`${base}${mine}&${query}`))).toEqual([500, message])
  })

  it.each(['size=ten', 'status.isArchived=yes', 'mainVersionInclude=2;'])(
    'is 400 for %s, which names the parameter',
    async (query) => {
      const [status, body] = refusal(await call(`${base}${mine}&${query}`))
      const name = query.split('=')[0] ?? ''
      expect(status).toBe(400)
      expect(body).toMatchObject({ errors: { [name]: expect.any(Array) as unknown } })
    },
  )

  it.each(['archiveReference=1', 'instanceOwner.partyIds=1', '$top=1', 'created=ge:2026-01-01'])(
    'has nothing for %s',
    async (query) => {
      const answer = await call(`${base}${mine}&${query}`)
      expect(answer.body).toMatch(/^unlike the real one: /)
    },
  )
})

function without(...names: readonly string[]): readonly string[] {
  return all.filter((name) => !names.includes(name))
}

/** The pages, one after the other, by the token in `next`. */
async function pagesOf(query: string, as?: As): Promise<readonly List[]> {
  const pages = [await list(query, as)]
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
    const token = new URL(next).searchParams.get('continuationToken') ?? ''
    pages.push(await list(`${query}&continuationToken=${encodeURIComponent(token)}`, as))
    expect(pages.length).toBeLessThan(200)
  }
  return pages
}

const idsIn = (pages: readonly List[]): readonly string[] =>
  pages.flatMap(({ instances }) => instances.map(({ id }) => id))

describe('pages', () => {
  it('go on as long as they are full, so that the last may be empty', async () => {
    const pages = await pagesOf(`${mine}&size=7`)
    expect(pages.map(({ count }) => count)).toEqual([7, 0])
    expect((await pagesOf(`${mine}&size=3`)).map(({ count }) => count)).toEqual([3, 3, 1])
  })

  it('name the next one with a token that is encoded twice, at the outside address', async () => {
    const { next, instances } = await list(`${mine}&size=1`)
    const row = storage().rows.get(instances[0]?.id.split('/')[1] ?? '')
    expect(next).toBe(
      `https://platform.tt02.altinn.no${base}${mine}&size=1&continuationToken=639228186001234560%253b${row?.id}`,
    )
    const token = `639228186001234560;${row?.id}`
    const second = await list(`${mine}&size=1&continuationToken=${encodeURIComponent(token)}`)
    expect(namesIn(second)).toEqual(['signing'])
    expect((await list(`${mine}&continuationToken=nonsense`)).count).toBe(0)
  })

  it('are filtered by rights after they were read, so that they are short or empty', async () => {
    const query = `${mine}&mainVersionExclude=3&size=1`
    const pages = await pagesOf(query)
    // The latest is of an app that nobody was given.
    expect(pages.map(({ count }) => count)).toEqual([0, 1, 1, 0])
    expect(pages[0]).toMatchObject({ instances: [], next: expect.any(String) as string })
  })

  it('lose and repeat rows of one moment when the order is falling, and not when it rises', async () => {
    const created = '2026-09-01T00:00:00Z'
    for (const place of [1, 2, 3, 4]) {
      addNew(storage(), {
        seed: `tie ${place}`,
        app: 'ttd/prove-skjema',
        owner: mainParty,
        created,
      })
    }
    const query = `${mine}&lastChanged=eq:${created}&size=2`
    const falling = idsIn(await pagesOf(query))
    const [first, second] = [1, 2].map((place) => `${owner}/${uuidOf(`instance tie ${place}`)}`)
    expect(falling).toEqual([first, second, first])
    const rising = idsIn(await pagesOf(`${query}&order=asc:lastChanged`))
    expect(new Set(rising).size).toBe(4)
    expect(rising).toHaveLength(4)
  })

  it('miss what is changed between them, when a test changes it', async () => {
    storage().afterPage = (pagesRead) => {
      if (pagesRead !== 1) return
      changeInstance(storage(), uuidOf(`instance archived ${owner}`), {
        lastChanged: '2026-11-01T00:00:00Z',
      })
    }
    const pages = await pagesOf(`${mine}&size=2`)
    expect(pages.flatMap(namesIn)).toEqual(without('archived'))
    expect(storage().pagesRead).toBe(pages.length)
    expect(namesIn(await list(`${mine}&size=1`))).toEqual(['archived'])
  })

  it('reach thousands of instances, each of them once', async () => {
    addManyInstances(storage(), mainParty, 5_000)
    const pages = await pagesOf(`${mine}&includeDataElements=false&size=100`)
    const ids = idsIn(pages)
    expect(ids).toHaveLength(5_007)
    expect(new Set(ids).size).toBe(5_007)
  })
})

describe('who asks', () => {
  it('sees what the owner gave the system user, and nothing of others', async () => {
    const client = accountantsClients[0]?.partyId
    const as: As = { systemUser: accountant.number }
    const { instances } = await list(`?instanceOwner.partyId=${client}`, as)
    expect(new Set(instances.map(({ appId }) => appId))).toEqual(new Set(['ttd/prove-skjema']))
    expect(instances).toHaveLength(5)
    expect((await list(mine, as)).count).toBe(0)
    expect((await list(`?instanceOwner.partyId=${client}`)).count).toBe(0)
  })

  it('sees everybody’s when the token carries a service owner’s scope', async () => {
    const client = accountantsClients[0]?.partyId
    for (const scope of [
      'altinn:serviceowner',
      'altinn:instances.read altinn:serviceowner/other',
    ]) {
      const answer = await list(`?instanceOwner.partyId=${client}&mainVersionExclude=0`, { scope })
      expect(answer.count).toBe(10)
    }
  })

  it('is let in as a service owner by scope, and to its own apps', async () => {
    const archived = '&status.isArchived=true'
    expect((await list(`?org=ttd${archived}`, asOwner)).count).toBe(6)
    expect((await list(`?appId=ttd/prove-skjema${archived}`, asOwner)).count).toBe(6)
    const refused: readonly (readonly [string, As, number, unknown])[] = [
      [mine, asOwner, 400, 'Org or AppId must be defined.'],
      ['?org=ttd', { ...asOwner, scope: 'altinn:serviceowner/other' }, 403, ''],
      ['?org=ttd', { ...asOwner, org: otherServiceOwner.number }, 400, 'AppId must be defined.'],
      ['?appId=ttd/prove-skjema', { ...asOwner, org: otherServiceOwner.number }, 403, ''],
    ]
    for (const [query, as, ...expected] of refused) {
      expect(refusal(await call(base + query, {}, as)), query).toEqual(expected)
    }
  })

  it('is nobody when the organisation is no service owner, whatever the scope', async () => {
    const as: As = { systemUser: null, org: vendor.number, scope: 'altinn:serviceowner' }
    expect((await call(base + mine, {}, as)).status).toBe(400)
  })

  it('sees hard deleted ones only as an owner', async () => {
    const guid = uuidOf(`instance deleted ${owner}`)
    const status = storage().rows.get(guid)?.instance.status
    if (status === undefined) throw new Error('not seeded')
    changeInstance(storage(), guid, { status: { ...status, isHardDeleted: true } })
    expect(namesIn(await list(mine))).toEqual(without('deleted'))
    const query = `?org=ttd&status.isHardDeleted=true`
    expect(namesIn(await list(query, asOwner))).toEqual(['deleted'])
  })
})
