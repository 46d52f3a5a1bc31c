import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedAccess } from '../../../sandbox/altinn3/access-management/seed.ts'
import { seedStorage } from '../../../sandbox/altinn3/storage/seed/seed.ts'
import type { StorageState, ValidationIssue } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import { callsByCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { answerBytes, scriptedServer } from '../../support/network/scripted-server.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'

const { customer, vendor } = organizations
const register = { services: [sampleService] }
const guidOf = (seed: string): string => uuidOf(`instance ${seed} 50100001`)
const idOf = (seed: string): string => idOfSeeded(`${seed} 50100001`)

let gateway: TestGateway
let token: string
beforeAll(async () => {
  const limits = { firstByteMs: 1_500 }
  gateway = await startTestGateway({ altinn2Url: '', register, limits })
  const scope = 'altinn:instances.read'
  token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
})
beforeEach(() => {
  Object.assign(storage(), seedStorage())
  Object.assign(gateway.sandbox.altinn3.access, seedAccess())
})
afterAll(() => gateway.close())

function storage(): StorageState {
  return gateway.sandbox.altinn3.storage
}

function get(seed: string, below: string): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  return http(gateway.url, `/api/my/messages/${idOf(seed)}/${below}`, { headers })
}

const statusOf = ({ status, reason }: HttpAnswer): string => `${status} ${reason}`

function issue(severity: ValidationIssue['severity'], more: object = {}): ValidationIssue {
  const row = storage().rows.get(guidOf('draft'))
  const dataElementId = row?.elements.find(({ dataType }) => dataType === 'model')?.id ?? null
  const said = { field: 'tiltak[0].navn', code: 'x', description: 'Navnet mangler', source: 'App' }
  return { severity, dataElementId, ...said, ...more }
}

describe('a form that is being filled out', () => {
  it('is validated by its app, in Altinn 2’s words', async () => {
    const clean = await get('draft', 'validate')
    expect(statusOf(clean)).toBe('200 OK')
    expect(JSON.parse(clean.body)).toEqual({
      Success: true,
      ValidationErrors: [],
      ValidationWarnings: [],
    })
    storage().issues.set(guidOf('draft'), [issue(1), issue(2, { field: null })])
    expect(JSON.parse((await get('draft', 'validate')).body)).toEqual({
      Success: false,
      ValidationErrors: [
        {
          FieldName: 'navn',
          ErrorMessage: 'Navnet mangler',
          FieldXPath: '/Skjema/tiltak[1]/navn',
        },
      ],
      ValidationWarnings: [{ ErrorMessage: 'Navnet mangler' }],
    })
  })

  it('is told what is wrong by its app’s texts, in bokmål where they have no other', async () => {
    const given = { customTextKey: 'feil.for_lang', customTextParameters: { lengde: '12' } }
    storage().issues.set(guidOf('draft'), [issue(1, { description: null, ...given })])
    const saidIn = async (language: number): Promise<unknown> => {
      const { body } = await get('draft', `validate?language=${language}`)
      return (JSON.parse(body) as { ValidationErrors: { ErrorMessage: string }[] })
        .ValidationErrors[0]?.ErrorMessage
    }
    const bokmal = 'Brygga kan være høyst 12 meter lang.'
    expect(await saidIn(1044)).toBe(bokmal)
    // The app has no texts in nynorsk, and not this one in English.
    expect(await saidIn(2068)).toBe(bokmal)
    expect(await saidIn(1033)).toBe('feil.for_lang')
    const byPlace = { customTextKey: 'feil.for_lang', customTextParams: ['13'] }
    storage().issues.set(guidOf('draft'), [issue(1, { description: null, ...byPlace })])
    expect(await saidIn(1044)).toBe(bokmal.replace('12', '13'))
    const standard = { customTextKey: 'backend.validation_errors.required' }
    storage().issues.set(guidOf('draft'), [issue(1, { description: null, ...standard })])
    expect(await saidIn(1044)).toBe('Feltet er påkrevd')
  })

  it('is not validated once it waits to be signed or was submitted, and no app is asked', async () => {
    const before = callsByCallers(gateway.sandbox).altinn3.length
    for (const seed of ['signing', 'archived', 'deleted', 'later']) {
      expect(statusOf(await get(seed, 'validate'))).toBe('404 Not Found')
    }
    const calls = callsByCallers(gateway.sandbox).altinn3.slice(before)
    expect(calls.filter((call) => call.startsWith('GET /ttd/'))).toEqual([])
  })

  it.each([
    ['error', '502 Altinn 3 gave an answer that cannot be read'],
    ['busy', '503 Altinn 3 is busy: try again'],
    ['hang', '504 Altinn 3 did not answer in time'],
  ] as const)('is not validated when its app fails: %s', async (kind, expected) => {
    storage().faults.push({ kind, on: /^GET \/ttd\/.*\/validate$/ })
    expect(statusOf(await get('draft', 'validate'))).toBe(expected)
  })

  it('is not there for whoever may not read it', async () => {
    const policy = gateway.sandbox.altinn3.access.policies['app_ttd_prove-skjema']
    if (policy === undefined) throw new Error('no policy')
    policy.decision = 'Deny'
    expect(statusOf(await get('draft', 'validate'))).toBe('404 Not Found')
  })
})

describe('a form that waits to be signed', () => {
  it('has a text that is to be read before, where the services file names it', async () => {
    const answer = await get('signing', 'signingtext')
    expect(statusOf(answer)).toBe('200 OK')
    expect(JSON.parse(answer.body)).toBe('Jeg bekrefter at opplysningene er riktige.')
    const english = await get('signing', 'signingtext?language=1033')
    expect(JSON.parse(english.body)).toBe('I confirm that the information is correct.')
  })

  it('has none at another step, and none when the app has lost its texts', async () => {
    for (const seed of ['draft', 'archived', 'deleted']) {
      expect(statusOf(await get(seed, 'signingtext'))).toBe('404 Not Found')
    }
    storage().texts.clear()
    expect(statusOf(await get('signing', 'signingtext'))).toBe('404 Not Found')
  })

  it('is told of no text when Storage fails', async () => {
    storage().faults.push({ kind: 'error', on: /\/texts\// })
    expect(statusOf(await get('signing', 'signingtext'))).toBe(
      '502 Altinn 3 gave an answer that cannot be read',
    )
  })
})

describe('apps with an address of their own', () => {
  it('are asked there, with the caller’s token, and for nothing but what they alone have', async () => {
    const xml = '<Skjema><tittel>Fra appen</tittel></Skjema>'
    const type = { 'Content-Type': 'application/xml; charset=utf-8' }
    const apps = await scriptedServer((socket) =>
      socket.write(answerBytes('HTTP/1.1 200 OK', type, xml)),
    )
    const environment = { ALTINN3_APPS_URL: apps.url }
    const elsewhere = await startTestGateway({ altinn2Url: '', register, environment })
    try {
      const scope = 'altinn:instances.read'
      const as = { org: vendor.number, systemUser: customer.number, scope }
      const headers = { authorization: `Bearer ${await elsewhere.token(as)}` }
      const forms = `/api/my/messages/${idOf('draft')}/forms`
      const { body } = await http(elsewhere.url, forms, { headers })
      const [form] = JSON.parse(body) as readonly { readonly FormId: number }[]
      const answer = await http(elsewhere.url, `${forms}/${form?.FormId ?? 0}/formdata`, {
        headers,
      })
      expect([answer.status, answer.body]).toEqual([200, xml])
      expect(apps.requests).toHaveLength(1)
      expect(apps.requests[0]).toMatch(/^GET \/ttd\/prove-skjema\/instances\/50100001\//)
      expect(apps.requests[0]).toMatch(/\r\nauthorization: Bearer [\w-]+\.[\w-]+\.[\w-]+\r\n/)
      const { altinn3 } = callsByCallers(elsewhere.sandbox)
      expect(altinn3.filter((call) => call.startsWith('GET /ttd/'))).toEqual([])
    } finally {
      await elsewhere.close()
      await apps.close()
    }
  })
})
