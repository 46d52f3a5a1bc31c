import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'

const { customer, vendor } = organizations
const register = { services: [sampleService] }
const idOf = (seed: string, isArchived = false): string =>
  idOfSeeded(`${seed} 50100001`, isArchived)
const archived = idOf('archived', true)

let gateway: TestGateway
let authorization: string
/** Every reading operation of the message box that forms are answered by. */
let paths: Readonly<Record<string, string>>
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register })
  const scope = 'altinn:instances.read digdir:dialogporten'
  const as = { org: vendor.number, systemUser: customer.number, scope }
  authorization = `Bearer ${await gateway.token(as)}`
  const message = `/api/my/messages/${archived}`
  // Nobody has read it from here on, whoever looks first.
  const { _links: links } = JSON.parse((await get(message)).body) as {
    _links: { form: { href: string }[]; attachment: { href: string }[] }
  }
  const partOf = (kind: 'form' | 'attachment'): string =>
    new URL(links[kind][0]?.href ?? '').pathname
  paths = {
    messages: '/api/my/messages',
    trashbin: '/api/my/messages/trashbin',
    message,
    print: `${message}/print`,
    forms: `${message}/forms`,
    form: partOf('form'),
    formdata: `${partOf('form')}/formdata`,
    'print of a form': `${partOf('form')}/print`,
    attachments: `${message}/attachments`,
    attachment: partOf('attachment'),
    validate: `/api/my/messages/${idOf('draft')}/validate`,
    signingtext: `/api/my/messages/${idOf('signing')}/signingtext`,
  }
})
afterAll(() => gateway.close())

const hal = 'application/hal+json'

function get(target: string, { headers, ...sent }: Sent = {}): Promise<HttpAnswer> {
  return http(gateway.url, target, { ...sent, headers: { authorization, accept: hal, ...headers } })
}

/** What was said, but for the address that it was said at; links have the party as it was named. */
function said({ status, headers, body }: HttpAnswer): unknown {
  const without = body.replace(/"self":\{"href":"[^"]*"\},?/, '').replaceAll('/api/MY/', '/api/my/')
  return { status, type: headers['content-type'], body: without }
}

const upperCase = (path: string): string => path.toUpperCase()
/** As the help pages print it. */
const ofHelpPages = (path: string): string =>
  path.replace(/\/(messages|forms|attachments|print|formdata)/g, (part) =>
    part.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  )

const habits: Readonly<Record<string, (path: string) => readonly [target: string, sent?: Sent]>> = {
  'upper case': (path) => [upperCase(path)],
  'the case of the help pages': (path) => [ofHelpPages(path)],
  'a slash at the end': (path) => [`${path}/`],
  'a slash before the query': (path) => [`${path}/?language=1044`],
  'a query without its question mark': (path) => [`${path}&language=1044`],
  'a query without its question mark, begun anew': (path) => [`${path}&language=1044?x=1`],
  'ForceEIAuthentication without a value': (path) => [`${path}?ForceEIAuthentication`],
  'ForceEIAuthentication with one': (path) => [`${path}?ForceEIAuthentication=true&language=1044`],
  'ForceEIAuthentication with an empty one': (path) => [`${path}?forceeiauthentication=`],
  'a name that nobody knows': (path) => [`${path}?_=1763895600000&utm_source=x`],
  'a query of nothing': (path) => [`${path}?`],
  'a language in capitals': (path) => [`${path}?LANGUAGE=1044`],
  'a type of content that there is not': (path) => [path, { headers: { 'content-type': hal } }],
  'an empty body with a type': (path) => [
    path,
    { headers: { 'content-type': 'application/json', 'content-length': '0' }, body: '' },
  ],
  'an empty object as a body': (path) => [
    path,
    { headers: { 'content-type': 'application/json', 'content-length': '2' }, body: '{}' },
  ],
  'types of content in a list': (path) => [
    path,
    { headers: { 'content-type': 'application/json, application/hal+json' } },
  ],
  'an Accept in capitals': (path) => [path, { headers: { accept: 'Application/HAL+JSON' } }],
  'an Accept with a backslash': (path) => [path, { headers: { accept: 'application\\hal+json' } }],
}

describe.each(Object.entries(habits))('a client with the habit of %s', (_, habit) => {
  it('is answered as any other, whatever it reads', async () => {
    for (const [name, path] of Object.entries(paths)) {
      const usual = said(await get(path))
      expect({ [name]: usual }).toMatchObject({ [name]: { status: 200 } })
      expect({ [name]: said(await get(...habit(path))) }).toEqual({ [name]: usual })
    }
  })
})

describe('a client that sends a list of types it accepts', () => {
  it.each([
    ['application/json, text/html', 'application/json; charset=utf-8'],
    [
      'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'application/json; charset=utf-8',
    ],
    ['application/hal+json, application/json;q=0.1', 'application/json; charset=utf-8'],
    ['text/plain, application/hal+json, */*', 'application/hal+json; charset=utf-8'],
  ])('is answered in one of them: %s', async (accept, type) => {
    for (const name of ['messages', 'message', 'forms', 'form', 'attachments', 'validate']) {
      const answer = await get(paths[name] ?? '', { headers: { accept } })
      expect([name, answer.status, answer.headers['content-type']]).toEqual([name, 200, type])
    }
  })

  it('is given files whatever it accepts', async () => {
    for (const accept of ['application/octet-stream', 'application/json', hal, 'image/webp']) {
      for (const name of ['print', 'formdata', 'attachment']) {
        const answer = await get(paths[name] ?? '', { headers: { accept } })
        expect([name, answer.status]).toEqual([name, 200])
      }
    }
  })
})

describe('a client that filters its messages', () => {
  const idsAt = async (target: string): Promise<readonly string[]> => {
    const answer = await get(target)
    expect(`${answer.status} ${answer.reason}`).toBe('200 OK')
    const { _embedded: embedded } = JSON.parse(answer.body) as {
      _embedded: { messages: { MessageId: string }[] }
    }
    return embedded.messages.map(({ MessageId }) => MessageId)
  }

  it('may write blanks as plus signs and leave quotes as they are', async () => {
    const plain = await idsAt(
      '/api/my/messages?$top=11&$orderby=CreatedDate%20desc&$filter=ServiceCode%20eq%20%275998%27%20and%20ServiceEdition%20eq%20160101',
    )
    expect(plain).toContain(archived)
    const bare = `$top=11&$orderby=CreatedDate+desc&$filter=ServiceCode+eq+'5998'+and+ServiceEdition+eq+160101`
    expect(await idsAt(`/api/my/messages?${bare}`)).toEqual(plain)
    expect(await idsAt(`/api/my/messages&${bare}`)).toEqual(plain)
    expect(await idsAt(`/API/MY/MESSAGES/?${bare}&ForceEIAuthentication`)).toEqual(plain)
  })

  it('may write names of options in any case', async () => {
    const [first] = await idsAt('/api/my/messages?$top=1')
    expect(await idsAt('/api/my/messages?$TOP=1')).toEqual([first])
  })

  it('finds drafts and what was sent by the words that it shows', async () => {
    const of = (status: string): Promise<readonly string[]> =>
      idsAt(`/api/my/messages?$filter=Status+eq+'${status.replaceAll(' ', '+')}'`)
    expect(await of('Utfylling')).toContain(idOf('draft'))
    expect(await of('Signering')).toContain(idOf('signing'))
    expect(await of('Sendt og arkivert')).toContain(archived)
    const draft = `/api/my/messages?$filter=substringof('brygge',Subject)+and+Status+eq+'Utfylling'`
    expect(await idsAt(draft)).toEqual([idOf('draft')])
  })

  it('follows the address that a message gives itself', async () => {
    const [first = ''] = await idsAt(`/api/my/messages?$filter=MessageId+eq+'${archived}'`)
    expect(first).toBe(archived)
    expect((await get(`/api/my/messages/${first}&language=1033`)).body).toContain(
      'Sent and archived',
    )
  })
})
