import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { createCheckApiKey, type ApiKeyPolicy } from '../../src/authorise/api-key.ts'
import { GatewayError } from '../../src/errors.ts'

const owner = '313876144'
const secret = 'a-secret-of-thirty-two-characters'
const hash = (key: string): string => createHmac('sha256', secret).update(key).digest('hex')

/** `taken`, or the code of the refusal. */
function check(policy: ApiKeyPolicy, id: string, key?: string, organization = owner): string {
  const row = endpoints.find((endpoint) => endpoint.id === id)
  if (row === undefined) throw new Error(id)
  try {
    createCheckApiKey(policy)(row, key, organization)
    return 'taken'
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error)
  }
}

const metadata = 'metadata/services/list-services'
const inbox = 'end-user/broker-inbox/list-inbox-files'
const outbox = 'end-user/broker-outbox/send-file'
const consents = 'enterprise/consent-requests/create-consent-request'

describe('an API key', () => {
  it('is nobody’s affair while it is merely forwarded', () => {
    expect(check({ mode: 'forward' }, inbox)).toBe('taken')
  })

  it('must be there where that is asked for, but not for metadata', () => {
    const policy = { mode: 'require' } as const
    expect(check(policy, inbox)).toBe('API_KEY_MISSING')
    expect(check(policy, inbox, '')).toBe('API_KEY_MISSING')
    expect(check(policy, inbox, 'any')).toBe('taken')
    expect(check(policy, metadata)).toBe('taken')
  })

  it('opens what it was registered for, and nothing else', () => {
    const keys = [{ hash: hash('reads'), owner: '310385980', resources: ['Broker.read'] }]
    const policy = { mode: 'registry', secret, keys } as const
    expect(check(policy, inbox, 'reads')).toBe('taken')
    expect(check(policy, outbox, 'reads')).toBe('API_KEY_REFUSED')
    expect(check(policy, 'end-user/messages/list-messages', 'reads')).toBe('API_KEY_REFUSED')
    expect(check(policy, inbox, 'unknown')).toBe('API_KEY_REFUSED')
    expect(check(policy, inbox, hash('reads'))).toBe('API_KEY_REFUSED')
    expect(check(policy, inbox)).toBe('API_KEY_MISSING')
    expect(check(policy, metadata)).toBe('taken')
  })

  it('must be the caller’s own where Altinn 2 compared the two', () => {
    const keys = [{ hash: hash('own').toUpperCase(), owner, resources: [] }]
    const policy = { mode: 'registry', secret, keys } as const
    expect(check(policy, consents, 'own')).toBe('taken')
    expect(check(policy, consents, 'own', '310385980')).toBe('API_KEY_REFUSED')
  })

  it('is asked for reading where Altinn 2 read although the method says otherwise', () => {
    const keys = [{ hash: hash('reads'), owner, resources: ['Authorization.read'] }]
    const policy = { mode: 'registry', secret, keys } as const
    expect(check(policy, 'end-user/reportees/convert-reportee', 'reads')).toBe('taken')
    expect(check(policy, 'end-user/role-definitions/create-role-definition', 'reads')).toBe('taken')
    expect(check(policy, 'end-user/delegations/create-delegation', 'reads')).toBe('API_KEY_REFUSED')
  })
})
