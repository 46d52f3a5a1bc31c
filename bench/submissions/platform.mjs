// Stands where Altinn 3 stood, for submissions: it counts the bytes of forms and files, and keeps
// none of them, so that what is measured is the gateway.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { callerOf, altinnToken, owners } from '../hostile/answers.mjs'

export const app = 'ttd/prove-enkel'
const party = '50001'
const schema =
  '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Skjema"/></xs:schema>'
const dataTypes = [
  { id: 'model', appLogic: { classRef: 'Skjema' }, allowedContentTypes: ['application/xml'] },
  { id: 'vedlegg', allowedContentTypes: [], maxSize: 600, maxCount: 0 },
]
/** By their guid. */
const instances = new Map()
const guid = '(?<guid>[\\da-f-]{36})'
const storage = '/storage/api/v1'

const routes = Object.entries({
  'GET /orgs': () => owners,
  'GET /authentication/api/v1/exchange/maskinporten': ({ caller }) => altinnToken(caller),
  'GET /dialogporten/api/v1/enduser/dialogs': () => ({ items: [], hasNextPage: false }),
  [`GET ${storage}/instances`]: ({ query }) => ({ instances: found(query), next: null }),
  [`GET ${storage}/instances/${party}/${guid}`]: ({ guid: id }) => instances.get(id),
  [`GET ${storage}/applications/${app}`]: () => ({ title: { nb: 'Skjema' }, dataTypes }),
  [`GET /${app}/api/v1/applicationmetadata`]: () => ({
    altinnNugetVersion: '8.12.7.211',
    dataTypes,
  }),
  [`GET /${app}/api/xsdschema/model`]: () => schema,
  [`POST /${app}/instances`]: create,
  [`POST /${app}/instances/${party}/${guid}/data`]: add,
}).map(([name, answer]) => [new RegExp(`^${name}$`), answer])

/** By its reference, or all of them without what they hold: a search by a marker fits none here. */
function found(query) {
  const reference = query.get('A3Ref')
  if (reference === null) return []
  return [...instances.values()].filter(({ id }) => id.endsWith(reference))
}

function create({ bytes }) {
  const created = new Date().toISOString()
  const instance = {
    ...{ id: `${party}/${randomUUID()}`, appId: app, org: 'ttd', created, lastChanged: created },
    instanceOwner: { partyId: party },
    process: { currentTask: { elementId: 'Task_1', altinnTaskType: 'data' } },
    status: { isArchived: false, isSoftDeleted: false, isHardDeleted: false },
    data: [elementOf('model', bytes)],
  }
  instances.set(instance.id.slice(party.length + 1), instance)
  return instance
}

function add({ guid: id, query, bytes, headers }) {
  const [, filename] = /filename="?([^";]+)"?/.exec(headers['content-disposition'] ?? '') ?? []
  const element = { ...elementOf(query.get('dataType'), bytes), filename }
  instances.get(id).data.push(element)
  return element
}

function elementOf(dataType, size) {
  return { id: randomUUID(), dataType, size, created: new Date().toISOString() }
}

const server = createServer({ requestTimeout: 0 }, async (request, response) => {
  let bytes = 0
  for await (const piece of request) bytes += piece.length
  const { pathname, searchParams: query } = new URL(request.url, 'http://127.0.0.1')
  const { headers } = request
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(`${request.method} ${pathname}`)
    if (match === null) continue
    const given = { query, bytes, headers, caller: callerOf(headers), ...match.groups }
    write(response, answer(given))
    return
  }
  console.error(`the stand-in does not know ${request.method} ${pathname}`)
  response.writeHead(501).end()
})

function write(response, answer) {
  const isXml = answer === schema
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer)
  response.writeHead(answer === undefined ? 404 : 200, {
    'Content-Type': isXml ? 'application/xml' : 'application/json',
  })
  response.end(body)
}

server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
)
