import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import type { Plan } from '../../src/decide/plan.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { GatewayError } from '../../src/errors.ts'
import { missingScopes, forFound, checkScopes } from '../../src/decide/scopes.ts'
import { refuseScopesOfOtherRoles } from '../../src/authorise/scopes-of-other-roles.ts'

const row = (id: string): Endpoint => {
  const found = endpoints.find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}
const brokerList = row('end-user/broker-inbox/list-inbox-files')
const messageList = row('end-user/messages/list-messages')

const holding = (...scopes: string[]): ReadonlySet<string> => new Set(scopes)

function errorOf(work: () => unknown): Pick<GatewayError, 'code' | 'details'> | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
  return undefined
}

const forward: Plan = { do: 'forward' }
const merge: Plan = { do: 'merge', targets: [] }
const translate: Plan = { do: 'translate', targets: [] }
const firstHit: Plan = { do: 'firstHit', order: ['altinn2', 'altinn3'], targets: [] }

describe('the scopes of a side', () => {
  it.each([
    [forward, 'altinn:brokerservice.read', undefined],
    [forward, 'altinn:enduser', undefined],
    [forward, 'altinn:broker.read', 'ALTINN2_SCOPE_MISSING'],
    [translate, 'altinn:broker.read', undefined],
    [translate, 'altinn:brokerservice.read', 'SCOPE_MISSING'],
    [firstHit, 'altinn:brokerservice.read altinn:broker.read', undefined],
    [firstHit, 'altinn:broker.read', 'ALTINN2_SCOPE_MISSING'],
    [firstHit, 'altinn:brokerservice.read', 'SCOPE_MISSING'],
    [merge, 'altinn:brokerservice.read altinn:broker.read', undefined],
    [merge, 'altinn:brokerservice.read', 'SCOPE_MISSING'],
    [merge, 'altinn:broker.read', 'SCOPE_MISSING'],
    [{ do: 'refuse', because: { code: 'REMOVED' } }, '', undefined],
  ] satisfies [Plan, string, string | undefined][])(
    'are asked for when the side is asked: %o with %s',
    (plan, scopes, code) => {
      const hold = (): unknown =>
        checkScopes(brokerList, plan, holding(...scopes.split(' ')), 'all')
      expect(errorOf(hold)?.code).toBe(code)
    },
  )

  it('are none of a caller without a token', () => {
    expect(errorOf(() => checkScopes(brokerList, translate, undefined, 'all'))?.code).toBe(
      'SCOPE_MISSING',
    )
    expect(
      checkScopes(
        row(endpoints.find(({ group }) => group === 'metadata/keys')?.id ?? ''),
        forward,
        undefined,
        'all',
      ).withheld,
    ).toEqual([])
  })
})

describe('a list from both sides', () => {
  it('names every scope that is missing, of both sides', () => {
    const none = errorOf(() => checkScopes(brokerList, merge, holding(), 'all'))
    expect(none?.details).toMatchObject({
      scopes: [
        'altinn:enduser',
        'altinn:endusernoconsent',
        'altinn:brokerservice.read',
        'altinn:broker.read',
      ],
      detail:
        'altinn:enduser or altinn:endusernoconsent or altinn:brokerservice.read, and altinn:broker.read',
    })
  })

  it('is one side’s, where a part will do, and says what is left out', () => {
    expect(checkScopes(brokerList, merge, holding('altinn:enduser'), 'partial')).toEqual({
      plan: forward,
      withheld: ['altinn:broker.read'],
    })
    expect(checkScopes(brokerList, merge, holding('altinn:broker.read'), 'partial')).toMatchObject({
      plan: translate,
      withheld: expect.arrayContaining(['altinn:enduser']) as [],
    })
  })

  it('is refused where a part will do, and not even that may be seen', () => {
    const nothing = errorOf(() => checkScopes(brokerList, merge, holding('other'), 'partial'))
    expect(nothing?.code).toBe('SCOPE_MISSING')
  })

  it('is the only thing of which a part will do', () => {
    for (const plan of [forward, translate, firstHit]) {
      expect(errorOf(() => checkScopes(brokerList, plan, holding(), 'partial'))).toBeDefined()
    }
  })
})

describe('a list in parts', () => {
  const [forms, dialogs] = ['altinn:instances.read', 'digdir:dialogporten']

  it('takes the scope of each part', () => {
    expect(missingScopes(messageList, 'altinn3', new Set([forms]))).toEqual([dialogs])
    expect(missingScopes(messageList, 'altinn3', new Set([forms, dialogs]))).toEqual([])
    const refused = errorOf(() => checkScopes(messageList, translate, holding(), 'all'))
    expect(refused?.details.detail).toBe(`${forms} and ${dialogs}`)
  })

  it('is shown without the part that may not be seen, where a part will do', () => {
    expect(checkScopes(messageList, translate, holding(dialogs), 'partial')).toEqual({
      plan: translate,
      withheld: [forms],
    })
    expect(errorOf(() => checkScopes(messageList, translate, holding(), 'partial'))?.code).toBe(
      'SCOPE_MISSING',
    )
  })
})

describe('an element of the message box', () => {
  const element = row('end-user/messages/get-message')
  const forForms = 'altinn:instances.read'
  const forMessages = ['digdir:dialogporten', 'altinn:correspondence.read']
  const hold = (what: 'form' | 'message', ...scopes: string[]): unknown =>
    errorOf(() => {
      const held = forFound(element, { kind: 'nativeId', element: what })
      checkScopes(held, translate, holding(...scopes), 'partial')
    })?.details

  it('takes all scopes of its kind, whatever part of a list may be shown', () => {
    expect(hold('form', forForms)).toBeUndefined()
    expect(hold('form', ...forMessages)).toMatchObject({ detail: forForms, scopes: [forForms] })
    expect(hold('message', ...forMessages)).toBeUndefined()
    expect(hold('message', forForms)).toMatchObject({ detail: forMessages.join(' and ') })
    expect(hold('message', 'digdir:dialogporten')).toMatchObject({ scopes: [forMessages[1]] })
  })

  it('takes any while its id does not say what it is', () => {
    const held = forFound(element, { kind: 'altinn2Id' })
    expect(missingScopes(held, 'altinn3', new Set([forForms]))).toEqual([])
    expect(missingScopes(held, 'altinn3', new Set())).toHaveLength(3)
  })
})

describe('a scope of another role', () => {
  it.each([
    ['end-user/messages/get-message', 'altinn:serviceowner'],
    ['end-user/messages/get-message', 'altinn:serviceowner/reportees'],
    ['end-user/broker-inbox/get-inbox-file', 'altinn:serviceownerx'],
    ['end-user/messages/get-custom-message-data', 'altinn:correspondence.write'],
    ['end-user/messages/confirm-message', 'altinn:correspondence.write'],
  ])('is refused: on %s, %s', (id, scope) => {
    const refused = errorOf(() =>
      refuseScopesOfOtherRoles(row(id), { scopes: holding('altinn:enduser', scope) }),
    )
    expect(refused?.code).toBe('SCOPE_REFUSED')
  })

  it.each([
    ['service-owner/reportees/list-reportees', 'altinn:serviceowner'],
    ['end-user/broker-inbox/get-inbox-file', 'altinn:correspondence.write'],
    ['end-user/messages/get-message', 'altinn:correspondence.read'],
  ])('is nobody’s concern elsewhere: on %s, %s', (id, scope) => {
    expect(
      errorOf(() => refuseScopesOfOtherRoles(row(id), { scopes: holding(scope) })),
    ).toBeUndefined()
  })
})
