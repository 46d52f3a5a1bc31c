import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { searchParameters } from '../../../sandbox/altinn3/dialogporten/query.ts'
import { ownDialog, sharedDialog } from '../../../sandbox/altinn3/dialogporten/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const party = `urn:altinn:organization:identifier-no:${customer.number}`
const nowhere = '00000000-0000-4000-8000-000000000000'
const dialog = '/enduser/dialogs/{dialogId}'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >
}

interface Description {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** What an end user's part of the description leaves open is closed here. */
const description = prepare(
  JSON.parse(readFileSync(new URL('dialogporten-description.json', import.meta.url), 'utf8')),
) as Description

/**
 * Null is never written (Program.cs, DefaultIgnoreCondition), so nothing may be null, and what can
 * not be null must be there; problems alone have parts that come and go.
 */
function prepare(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => prepare(one))
  if (typeof value !== 'object' || value === null) return value
  const prepared = Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => key !== 'nullable' || typeof one !== 'boolean')
      .map(([key, one]) => [key, prepare(one, key)]),
  )
  const { properties } = value as { readonly properties?: Readonly<Record<string, object>> }
  if (properties === undefined || name.startsWith('ProblemDetails') || name.endsWith('Request')) {
    return prepared
  }
  const required = Object.entries(properties).flatMap(([key, one]) =>
    'nullable' in one || 'deprecated' in one ? [] : [key],
  )
  return { ...prepared, required }
}

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    guid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
    int32: { type: 'number', validate: (value: number) => Number.isInteger(value) },
    uri: /^(?:https:\/\/|urn:)/,
  },
})
ajv.addSchema(description, 'dialogporten')

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
afterAll(() => sandbox.close())

async function call(below: string, sent: Sent = {}): Promise<HttpAnswer> {
  const wish = { org: vendor.number, systemUser: customer.number, scope: 'digdir:dialogporten' }
  const token = await sandbox.maskinporten.mint(wish)
  const headers = { authorization: `Bearer ${token}`, ...sent.headers }
  return http(sandbox.altinn3.url, `/dialogporten/api/v1${below}`, { ...sent, headers })
}

/** What is wrong with an answer, by the description of one operation. */
function objections(path: string, method: string, answer: HttpAnswer): unknown {
  const { responses } = operation(path, method)
  const described = responses[String(answer.status)]
  if (described === undefined) return `${answer.status} is not described`
  const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
  if (described.content === undefined) return answer.body === '' ? [] : 'a body'
  const schema = described.content[type]?.schema.$ref
  if (schema === undefined) return `${type} is not described`
  const validate = ajv.getSchema(`dialogporten${schema}`)
  if (validate === undefined) return `no schema ${schema}`
  return validate(JSON.parse(answer.body)) === true ? [] : validate.errors
}

function operation(path: string, method: string): Operation {
  const found = description.paths[`/api/v1${path}`]?.[method]
  if (found === undefined) throw new Error(`${method} ${path} is not described`)
  return found
}

describe('Digdir’s description of Dialogporten', () => {
  it('has the same search parameters as the stand-in', () => {
    const { parameters = [] } = operation('/enduser/dialogs', 'get')
    const described = parameters.flatMap((one) => (one.in === 'query' ? [one.name] : []))
    expect([...searchParameters].sort()).toEqual(described.sort())
  })

  it('objects to what is not as it says', async () => {
    const answer = await call(`/enduser/dialogs?party=${party}`)
    const changed = (change: (body: Record<string, unknown>) => void): unknown => {
      const body = JSON.parse(answer.body) as { items: Record<string, unknown>[] }
      const [item] = body.items
      if (item !== undefined) change(item)
      const wrong = { ...answer, body: JSON.stringify(body) }
      return objections('/enduser/dialogs', 'get', wrong)
    }
    expect(changed((item) => (item.instanceId = nowhere))).not.toEqual([])
    expect(changed((item) => (item.status = 'Done'))).not.toEqual([])
    expect(changed((item) => (item.dueAt = null))).not.toEqual([])
    expect(changed((item) => delete item.party)).not.toEqual([])
    expect(changed(() => undefined)).toEqual([])
  })

  it.each([
    ['/enduser/dialogs', `?party=${party}&limit=1000`, 200],
    ['/enduser/dialogs', `?party=${party}&search=none`, 200],
    ['/enduser/parties', '', 200],
    ['/enduser/serviceresources', '', 200],
    ['/metadata/limits', '', 200],
    ['/enduser/dialoglookup', `?instanceRef=urn:altinn:dialog-id:${ownDialog}`, 200],
    ['/enduser/dialoglookup', `?instanceRef=urn:altinn:dialog-id:${nowhere}`, 404],
    ['/enduser/dialoglookup', '?instanceRef=x', 400],
  ])('describes what %s%s answers', async (path, query, status) => {
    const answer = await call(path + query)
    expect([answer.status, objections(path, 'get', answer)]).toEqual([status, []])
  })

  it('describes every dialog there is', async () => {
    const found = JSON.parse((await call(`/enduser/dialogs?party=${party}`)).body) as {
      items: { id: string }[]
    }
    const ids = found.items.map(({ id }) => id)
    expect(ids).toContain(sharedDialog)
    for (const id of [...ids, nowhere]) {
      expect(objections(dialog, 'get', await call(`/enduser/dialogs/${id}`))).toEqual([])
    }
  })

  it('describes what labels answer', async () => {
    const path = `${dialog}/context/systemlabels`
    const put = async (id: string, body: string, headers = {}) => {
      const type = { 'content-type': 'application/json', ...headers }
      const sent = { method: 'PUT', headers: type, body }
      const answer = await call(`/enduser/dialogs/${id}/context/systemlabels`, sent)
      return [answer.status, objections(path, 'put', answer)]
    }
    const archive = JSON.stringify({ addLabels: ['Archive'] })
    expect(await put(ownDialog, archive)).toEqual([204, []])
    expect(await put(ownDialog, archive, { 'if-match': nowhere })).toEqual([412, []])
    expect(await put(ownDialog, JSON.stringify({ addLabels: ['Sent'] }))).toEqual([400, []])
    expect(await put(nowhere, archive)).toEqual([404, []])
  })
})
