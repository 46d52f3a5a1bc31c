import { UnlikeTheRealOne } from '../../strict.ts'

export interface Attribute {
  readonly id: string
  readonly value: string
  readonly dataType: string
}

/** The attributes of the one subject, action and resource that are asked about. */
export interface XacmlRequest {
  readonly subject: readonly Attribute[]
  readonly action: readonly Attribute[]
  readonly resource: readonly Attribute[]
}

type Json = Readonly<Record<string, unknown>>

// XacmlJson*External.cs. The real one skips what it does not know; here that is a mistake of ours.
const requestFields = ['returnpolicyidlist', 'combineddecision', 'xpathversion', 'category']
const categories = ['accesssubject', 'action', 'resource']
const unused = ['recipientsubject', 'intermediarysubject', 'requestingmachine', 'multirequests']
const categoryFields = ['categoryid', 'id', 'content', 'attribute']
const attributeFields = ['attributeid', 'value', 'issuer', 'datatype', 'includeinresult']
// XacmlJsonXmlConverter.ConvertDataType
const dataTypes = [
  ...['', 'string', 'anyURI'],
  ...['string', 'anyURI', 'integer'].map((type) => `http://www.w3.org/2001/XMLSchema#${type}`),
]
// XacmlRequestAttribute.cs
export const attributeIds = {
  action: 'urn:oasis:names:tc:xacml:1.0:action:action-id',
  systemUser: 'urn:altinn:systemuser:uuid',
  user: 'urn:altinn:userid',
  organization: 'urn:altinn:organization:identifier-no',
  legacyOrganization: 'urn:altinn:organizationnumber',
  person: 'urn:altinn:person:identifier-no',
  partyId: 'urn:altinn:partyid',
  partyUuid: 'urn:altinn:party:uuid',
  resource: 'urn:altinn:resource',
  org: 'urn:altinn:org',
  app: 'urn:altinn:app',
  instance: 'urn:altinn:instance-id',
  resourceInstance: 'urn:altinn:resource:instance-id',
  task: 'urn:altinn:task',
  endEvent: 'urn:altinn:end-event',
  appResource: 'urn:altinn:appresource',
  // What DecisionHelper.cs makes of a token's claims.
  level: 'urn:altinn:authlevel',
  method: 'urn:altinn:authenticatemethod',
  scope: 'urn:altinn:scope',
  session: 'urn:altinn:sessionid',
} as const
const knownIds = new Set<string>(Object.values(attributeIds))

/** The body does not fit the model, which ASP.NET answers with 400. */
export class Unreadable extends Error {}
/** The model does not hold together, which the decision point answers with Indeterminate. */
export class Unprocessable extends Error {}

export function readRequest(text: string): XacmlRequest {
  const root = fields(parse(text), ['request'])
  if (root.request === undefined) throw new Unprocessable()
  const request = fields(root.request, [...requestFields, ...categories, ...unused])
  for (const name of unused) {
    if (!isNothing(request[name])) throw new UnlikeTheRealOne(`more than one question: ${name}`)
  }
  if (!isNothing(request.category)) throw new UnlikeTheRealOne('category beside the three')
  const read = categories.map((name) => readCategory(name, request[name]))
  const [subject = [], action = [], resource = []] = read
  const isSupported = read.flat().every(({ dataType }) => dataTypes.includes(dataType))
  if (!isSupported || read.some(({ length }) => length === 0)) throw new Unprocessable()
  return { subject, action, resource }
}

function readCategory(name: string, value: unknown): readonly Attribute[] {
  const [category, ...others] = list(value)
  if (others.length > 0) throw new UnlikeTheRealOne(`more than one question: ${name}`)
  if (category === undefined) return []
  const attributes = list(fields(category, categoryFields).attribute).map(readAttribute)
  const ids = new Set(attributes.map(({ id }) => id))
  if (ids.size < attributes.length) throw new UnlikeTheRealOne(`an attribute twice in ${name}`)
  return attributes
}

function readAttribute(read: unknown): Attribute {
  const attribute = fields(read, attributeFields)
  const { attributeid: id, value } = attribute
  const dataType = attribute.datatype ?? ''
  const areTexts = typeof id === 'string' && typeof value === 'string'
  if (!areTexts || typeof dataType !== 'string') throw new Unreadable()
  if (attribute.includeinresult === true) throw new UnlikeTheRealOne('nobody reads IncludeInResult')
  if (!knownIds.has(id)) throw new UnlikeTheRealOne(`attribute ${id}`)
  return { id, value, dataType }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable()
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

function list(value: unknown): readonly unknown[] {
  if (isNothing(value)) return []
  if (!Array.isArray(value)) throw new Unreadable()
  return value
}

/** The fields of an object by their names in lower case, as ASP.NET reads them. */
function fields(value: unknown, known: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable()
  const read = Object.entries(value).map(([name, one]) => [name.toLowerCase(), one] as const)
  const [unknown] = read.find(([name]) => !known.includes(name)) ?? []
  if (unknown !== undefined) throw new UnlikeTheRealOne(`field ${unknown}`)
  return Object.fromEntries(read)
}
