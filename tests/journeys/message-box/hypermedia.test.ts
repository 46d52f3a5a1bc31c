import { Client, NeverCache, type Link, type Resource, type State } from 'ketting'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBigBox, type BoxElement } from '../../support/big-box/big-box.ts'
import { contentsOf } from '../../support/big-box/fill.ts'
import { listOf } from '../../support/big-box/model.ts'
import { startMessageBox, type MessageBox } from '../../support/model/message-box.ts'
import { isLongRun } from '../../support/long-run.ts'

const publicUrl = 'https://gateway.example'
const start = `${publicUrl}/api/my/messages`
const perPage = 50
const size = isLongRun ? 110 : 55
/** Of so many messages one is opened; the long run opens all. */
const opened = isLongRun ? 1 : 3

interface Browser {
  readonly client: Client
  /** Every address that was asked. */
  readonly asked: readonly string[]
}

/** A HAL client that somebody else has written; it knows one address and how many are on a page. */
function browse({ gateway }: MessageBox, token: string): Browser {
  const client = new Client(start)
  client.cache = new NeverCache()
  const asked: string[] = []
  client.use(async (request, next) => {
    asked.push(request.url)
    if (!request.url.startsWith(`${publicUrl}/`)) throw new Error(`leaves for ${request.url}`)
    const headers = new Headers(request.headers)
    headers.set('authorization', `Bearer ${token}`)
    headers.set('apikey', 'key')
    // It takes plain JSON as well, which is what Altinn 2 gave whoever did.
    if (request.headers.get('accept')?.includes('json') === true) {
      headers.set('accept', 'application/hal+json')
    }
    const { method } = request
    return next(new Request(gateway.url + request.url.slice(publicUrl.length), { method, headers }))
  })
  return { client, asked }
}

/** Page after page, as far as there is anything. */
async function messagesFrom({ client }: Browser): Promise<readonly Resource[]> {
  const all: Resource[] = []
  for (;;) {
    const list = client.go(all.length === 0 ? start : `${start}?$skip=${all.length}`)
    const page = await list.followAll('messages')
    all.push(...page)
    if (page.length < perPage) return all
  }
}

type Properties = Readonly<Record<string, unknown>>

async function stateOf(resource: Resource): Promise<State<Properties>> {
  const state = (await resource.get()) as State<Properties>
  expectToStay(state)
  return state
}

/** Nothing leads away from the gateway but to the portal. */
function expectToStay({ links }: State): void {
  for (const { rel, href } of links.getAll()) {
    if (rel !== 'portalview') expect(href).toMatch(/^https:\/\/gateway\.example\/api\//)
  }
}

/** Whatever type it has, as it is. */
async function bytesOf(resource: Resource): Promise<Buffer> {
  const answer = await resource.fetchOrThrow({ headers: { accept: '*/*' } })
  return Buffer.from(await answer.arrayBuffer())
}

/** What a message leads to, by what it is. */
async function contentsFrom(resource: Resource, state: State): Promise<object> {
  const [form, ...more] = state.links.getMany('form').map(({ href }) => resource.go(href))
  expect(more).toEqual([])
  const attachments: Record<string, Buffer> = {}
  for (const link of state.links.getMany('attachment')) {
    const { href, fileName = '' } = link as Link & { readonly fileName?: string }
    attachments[fileName] = await bytesOf(resource.go(href))
  }
  return {
    ...(form === undefined ? {} : { form: await formFrom(form) }),
    ...(state.links.has('print') ? { print: await bytesOf(state.follow('print')) } : {}),
    attachments,
  }
}

async function formFrom(form: Resource): Promise<Buffer> {
  const state = await stateOf(form)
  return bytesOf(state.follow('formdata'))
}

function byId({ elements, on }: MessageBox, hasGenuineIds: boolean) {
  const rowsOf = (element: BoxElement) => listOf([element], { on, hasGenuineIds })
  return new Map(
    elements.flatMap((element) => rowsOf(element).map(({ MessageId: id }) => [id, element])),
  )
}

describe.each([
  ['Altinn 3 alone', 'altinn3', 'own'],
  ['both platforms', 'both', 'own'],
  ['both platforms, by Altinn 2’s own ids', 'both', 'genuine'],
] as const)('a client that follows links, on %s', (_, on, ids) => {
  let box: MessageBox
  let browser: Browser
  beforeAll(async () => {
    const environment = { MIGRATED_CORRESPONDENCE_IDS: ids }
    box = await startMessageBox(on, createBigBox(size, size), { environment })
    browser = browse(box, await box.token())
  })
  afterAll(() => box.close())

  it('reaches every message, and all that it holds', async () => {
    const expected = box.model()
    const elements = byId(box, ids === 'genuine')
    expect(expected.length).toBeGreaterThan(isLongRun ? 2 * perPage : perPage)
    const messages = await messagesFrom(browser)
    const reached: unknown[] = []
    const isOpened = (_: unknown, place: number): boolean => place % opened === 0
    for (const message of messages.filter(isOpened)) {
      const state = await stateOf(message)
      const { MessageId: id } = state.data
      reached.push(id)
      const element = elements.get(String(id))
      if (element === undefined) throw new Error(`nobody has ${String(id)}`)
      expect([id, await contentsFrom(message, state)]).toEqual([id, contentsOf(element)])
    }
    expect(messages).toHaveLength(expected.length)
    expect(reached).toEqual(expected.filter(isOpened).map(({ MessageId: id }) => id))
    expect(browser.asked.length).toBeGreaterThan(3 * reached.length)
  })

  it('is led from the list to nowhere else', async () => {
    const list = await browser.client.go(start).get()
    expectToStay(list)
    for (const embedded of list.getEmbedded()) expectToStay(embedded)
  })
})
