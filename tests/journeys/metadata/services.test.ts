import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Sandbox } from '../../../sandbox/start.ts'
import { startStandIns, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const shipped = new URL('../../../config/services.sandbox.yaml', import.meta.url)
const register: unknown = parse(readFileSync(shipped, 'utf8'))
const publicUrl = 'https://gateway.example'
const path = '/api/metadata?$top=2000'

let sandbox: Sandbox
let gateway: TestGateway

beforeAll(async () => {
  sandbox = await startStandIns()
})
afterAll(() => sandbox.close())

function ask(address: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  return http(gateway.url, address, { headers: { accept: 'application/hal+json', ...headers } })
}

interface Linked {
  readonly href: string
}

interface Service {
  readonly ServiceCode: string
  readonly ServiceName: string
  readonly FormsMetaData?: readonly { readonly _links?: { readonly schema?: Linked } }[]
  readonly _links?: { readonly self?: Linked }
}

async function listed(query = path): Promise<readonly Service[]> {
  const { status, body } = await ask(query)
  expect(status).toBe(200)
  return (JSON.parse(body) as { _embedded: { metadata: Service[] } })._embedded.metadata
}

const toPath = ({ href }: Linked): string => href.replace(publicUrl, '')

/** Each address of a service, and of each form's schema, with what came. */
async function followLinks(services: readonly Service[]): Promise<[string, number][]> {
  const seen: [string, number][] = []
  for (const { _links } of services) {
    if (_links?.self === undefined) continue
    const self = toPath(_links.self)
    const { status, body } = await ask(self)
    seen.push([self, status])
    const { FormsMetaData: forms = [] } = JSON.parse(body) as Service
    for (const schema of forms.flatMap((form) => form._links?.schema ?? [])) {
      const answer = await ask(toPath(schema), { accept: 'application/xml' })
      seen.push([toPath(schema), answer.status])
    }
  }
  return seen
}

describe.each(['closed', 'open'] as const)(
  'the metadata of services, with Altinn 2 %s',
  (altinn2) => {
    beforeAll(async () => {
      const closed = altinn2 === 'closed' ? { altinn2Url: '' } : {}
      gateway = await startTestGateway({ sandbox, register, publicUrl, ...closed })
    })
    afterAll(() => gateway.close())

    it('has no link that leads to nothing', async () => {
      const moved = (await listed()).filter(({ ServiceCode: code }) =>
        /^(?:59\d\d|4947)$/.test(code),
      )
      expect(moved.length).toBeGreaterThan(13)
      const followed = await followLinks(moved)
      expect(followed.length).toBeGreaterThan(20)
      expect(followed.filter(([, status]) => status !== 200)).toEqual([])
    })

    it('has the names of the resource registry, in the language that is asked for', async () => {
      const query = `/api/metadata?language=1033&$filter=${encodeURIComponent("ServiceCode eq '5998'")}`
      const [service] = await listed(query)
      expect(service).toMatchObject({ ServiceName: 'Test form', ServiceOwnerName: 'Test agency' })
    })

    it('is asked of Altinn 3 without a token, whatever the caller sends', async () => {
      const answer = await ask('/api/metadata/formtask/5998/160101', {
        authorization: 'Bearer nobody-reads-this',
      })
      expect(answer.status).toBe(200)
      expect(sandbox.altinn3.counts.exchanges).toBe(0)
    })
  },
)

describe('the metadata of services, with a resource registry that fails', () => {
  beforeAll(async () => {
    sandbox.altinn3.faults.registry = 'error'
    gateway = await startTestGateway({ sandbox, register, publicUrl, altinn2Url: '' })
  })
  afterAll(async () => {
    sandbox.altinn3.faults.registry = undefined
    await gateway.close()
  })

  it('is what the services file says, and costs the registry few calls', async () => {
    const before = sandbox.altinn3.counts.registry
    for (let time = 0; time < 3; time += 1) {
      const services = await listed()
      expect(services.find(({ ServiceCode: code }) => code === '4947')?.ServiceName).toBe(
        'ACN_BROKER_02',
      )
    }
    expect(sandbox.altinn3.counts.registry - before).toBeLessThanOrEqual(16)
  })
})
