import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { errors, type ErrorCode } from '../../src/errors.ts'
import { loadConfig } from '../../src/config/file/load.ts'
import { readRegister } from '../../src/config/register/services.ts'
import { explain } from '../../src/operate/explain/explain.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http } from '../support/network/http.ts'

const { customer, vendor } = organizations
const none = readRegister('services: []', endpoints)

let gateway: TestGateway
let tokens: Readonly<Record<'system' | 'organisation' | 'all', string>>
beforeAll(async () => {
  gateway = await startTestGateway({
    altinn2Url: '',
    register: { services: [] },
    environment: { API_KEY_MODE: 'require' },
  })
  const system = { org: vendor.number, systemUser: customer.number }
  tokens = {
    system: await gateway.token({ ...system, scope: 'test:none' }),
    organisation: await gateway.token({ scope: 'test:none' }),
    all: await gateway.token({ ...system, scope: 'altinn:instances.read digdir:dialogporten' }),
  }
})
afterAll(() => gateway.close())

interface Case {
  readonly method?: string
  readonly path: string
  readonly as?: keyof typeof tokens | 'nobody' | 'a.b.c'
  readonly key?: false
  /** What `explain` cannot know: it is asked with a good token and a key. */
  readonly unexplained?: true
}

/** Each has the fault that it is named for and all that come after it in the order. */
const cases: readonly (readonly [ErrorCode, Case])[] = [
  [
    'TARGET_MALFORMED',
    { path: '/api//999/authorization/rights', as: 'nobody', key: false, unexplained: true },
  ],
  [
    'TOKEN_MISSING',
    { path: '/api/1/authorization/rights', as: 'nobody', key: false, unexplained: true },
  ],
  [
    'TOKEN_INVALID',
    { path: '/api/1/authorization/rights', as: 'a.b.c', key: false, unexplained: true },
  ],
  ['NOT_ANSWERED', { path: '/api/1/authorization/delegations', as: 'organisation', key: false }],
  ['NOT_CONTINUED', { path: '/api/enterpriseusers/%20', as: 'system', key: false }],
  ['NOT_CONTINUED', { path: '/api/metadata/codelists/%20/x', as: 'nobody', key: false }],
  ['REMOVED', { path: '/api/1/authorization/apprights', as: 'organisation', key: false }],
  [
    'API_KEY_MISSING',
    { path: '/api/1/messages', as: 'organisation', key: false, unexplained: true },
  ],
  ['PARAMETER_MALFORMED', { path: '/api/1/messages', as: 'organisation' }],
  [
    'CALLER_REFUSED',
    { path: '/api/reportees?serviceCode=1&serviceEditionCode=1', as: 'organisation' },
  ],
  [
    'REPORTEE_REFUSED',
    { path: `/api/${vendor.number}/messages/b123456789012345678`, as: 'system' },
  ],
  ['NOT_FOUND', { path: '/api/my/messages/b123456789012345678', as: 'system' }],
  [
    'SERVICE_NOT_MOVED',
    { path: '/api/reportees?serviceCode=1&serviceEditionCode=1', as: 'system' },
  ],
  ['SCOPE_MISSING', { path: '/api/my/messages', as: 'system' }],
]

describe('of several reasons to refuse, the first is given', () => {
  it.each(cases)(
    '%s: %j',
    async (code, { method = 'GET', path, as = 'system', key, unexplained }) => {
      const token = as === 'nobody' ? undefined : as === 'a.b.c' ? as : tokens[as]
      const headers = {
        ...(key === false ? {} : { apikey: 'k' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      }
      const answer = await http(gateway.url, path, { method, headers })
      const { number, status } = errors[code]
      const said = JSON.parse(answer.body) as { code?: string; ErrorCode?: number }
      expect([answer.status, said.code ?? said.ErrorCode]).toEqual([
        status,
        said.code ? code : number,
      ])
      if (unexplained) return
      const config = loadConfig({ CONFIG: 'config/sandbox.yaml', ALTINN2_URL: '' })
      const explained = explain(
        { method, url: path, ...(token === undefined ? {} : { token }) },
        { endpoints, register: none, config, now: Date.now() },
      )
      expect(explained).toMatchObject({ explanation: { refused: { code } } })
    },
  )
})
