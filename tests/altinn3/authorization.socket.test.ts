import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  authorize,
  decisionScope,
  readVerdict,
  toDecisionRequest,
  type Question,
} from '../../src/altinn3/authorization.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../sandbox/start.ts'
import { http } from '../support/network/http.ts'

const uuid = '6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f'
const number = 'urn:altinn:organization:identifier-no'
const question: Question = {
  subject: { systemUser: uuid },
  place: { resource: 'acn-broker-02' },
  party: '313876144',
  action: 'read',
}

const category = (...attributes: readonly (readonly [string, string])[]): object[] => [
  { Attribute: attributes.map(([AttributeId, Value]) => ({ AttributeId, Value })) },
]

describe('a question to the decision point', () => {
  it('names a system user by its uuid alone, one action, one resource and the party', () => {
    expect(toDecisionRequest(question)).toEqual({
      Request: {
        AccessSubject: category(['urn:altinn:systemuser:uuid', uuid]),
        Action: category(['urn:oasis:names:tc:xacml:1.0:action:action-id', 'read']),
        Resource: category(['urn:altinn:resource', 'acn-broker-02'], [number, '313876144']),
      },
    })
  })

  it('names an app by its owner and its own name', () => {
    const place = { org: 'ttd', app: 'skjema' }
    expect(toDecisionRequest({ ...question, place })).toMatchObject({
      Request: {
        Resource: category(
          ['urn:altinn:org', 'ttd'],
          ['urn:altinn:app', 'skjema'],
          [number, '313876144'],
        ),
      },
    })
  })
})

describe('the stand-in for the decision point', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    const ports = { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 }
    sandbox = await startSandbox(ports, 'https://tt02.altinn.no')
    const { policies } = sandbox.altinn3.access
    policies.app_ttd_skjema = {
      actions: ['write'],
      roles: [],
      packages: [],
      organizations: [organizations.customer.number],
    }
  })
  afterAll(() => sandbox.close())

  async function ask(asked: Question): Promise<string> {
    const wish = { org: organizations.vendor.number, scope: decisionScope }
    const answer = await http(sandbox.altinn3.url, authorize.target(asked), {
      method: authorize.method,
      headers: {
        authorization: `Bearer ${sandbox.altinn3.mintAltinnToken(wish)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(toDecisionRequest(asked)),
    })
    return authorize.read(JSON.parse(answer.body))
  }

  it.each<[string, Partial<Question>, string]>([
    ['a system user with a resource', {}, 'permit'],
    ['a system user with an app', { place: { org: 'ttd', app: 'skjema' } }, 'refused'],
    ['another party', { party: organizations.vendor.number }, 'refused'],
    ['a resource without a policy', { place: { resource: 'unknown' } }, 'unreadable'],
  ])('understands each kind of question: %s', async (_, changed, verdict) => {
    expect(await ask({ ...question, ...changed })).toBe(verdict)
  })
})

const minimum = 'urn:altinn:minimum-authenticationlevel'
const minimumOfOwners = `${minimum}-org`

function obligation(category: string | null, value: unknown): object {
  return { id: 'urn:altinn:obligation', attributeAssignment: [{ category, value }] }
}

const permit = { decision: 'Permit', obligations: null }
const read = (body: unknown): string => readVerdict(body)
const readOne = (result: unknown): string => read({ response: [result] })

describe('an answer of the decision point', () => {
  it('is a permit with one result that says so, and with no obligation or one that is met', () => {
    expect(readOne(permit)).toBe('permit')
    expect(readOne({ decision: 'Permit' })).toBe('permit')
    expect(readOne({ ...permit, obligations: [] })).toBe('permit')
    expect(readOne({ ...permit, obligations: [obligation(minimum, '3')] })).toBe('permit')
    expect(readOne({ ...permit, obligations: [obligation(minimum, '0')] })).toBe('permit')
  })

  it.each(['Deny', 'NotApplicable'])('is a refusal with %s', (decision) => {
    expect(readOne({ decision, obligations: null })).toBe('refused')
  })

  it('is a refusal with a level above the caller’s', () => {
    expect(readOne({ ...permit, obligations: [obligation(minimum, '4')] })).toBe('refused')
    expect(readOne({ ...permit, obligations: [obligation(minimum, '10')] })).toBe('refused')
    const both = [obligation(minimum, '2'), obligation(minimum, '4')]
    expect(readOne({ ...permit, obligations: both })).toBe('refused')
  })

  it('takes no heed of what is asked of service owners', () => {
    const lessForOwners = [obligation(minimum, '4'), obligation(minimumOfOwners, '3')]
    expect(readOne({ ...permit, obligations: lessForOwners })).toBe('refused')
    expect(readOne({ ...permit, obligations: [obligation(minimumOfOwners, '4')] })).toBe('permit')
  })

  it.each<[string, unknown]>([
    ['indeterminate', { response: [{ decision: 'Indeterminate', obligations: null }] }],
    ['another word', { response: [{ decision: 'permit' }] }],
    ['no word', { response: [{ obligations: null }] }],
    ['two results', { response: [permit, permit] }],
    ['two refusals', { response: [{ decision: 'Deny' }, { decision: 'Deny' }] }],
    ['no result', { response: [] }],
    ['null for a result', { response: [null] }],
    ['null for the results', { response: null }],
    ['a result without a list', { response: permit }],
    ['names in another case', { Response: [{ Decision: 'Permit' }] }],
    ['a list', [permit]],
    ['text', 'Permit'],
    ['nothing that is JSON', undefined],
    ['null', null],
  ])('is no decision: %s', (_, body) => {
    expect(read(body)).toBe('unreadable')
  })

  it.each<[string, unknown]>([
    ['one of a kind that nobody knows', [obligation('urn:altinn:log-it', '1')]],
    ['one of no kind', [obligation(null, '3')]],
    ['a level that is no number', [obligation(minimum, 'high')]],
    ['a level below zero', [obligation(minimum, '-1')]],
    ['a level that is not text', [obligation(minimum, 3)]],
    ['an empty level', [obligation(minimum, '')]],
    ['one without assignments', [{ id: 'urn:altinn:obligation', attributeAssignment: [] }]],
    [
      'one that is met beside one that nobody knows',
      [obligation(minimum, '3'), obligation('x', '1')],
    ],
    ['an object', {}],
  ])('is no decision with an obligation that cannot be understood: %s', (_, obligations) => {
    expect(readOne({ ...permit, obligations })).toBe('unreadable')
  })
})
