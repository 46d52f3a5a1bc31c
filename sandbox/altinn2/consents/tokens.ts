import { json, parameter } from '../answer.ts'
import type { ConsentRequest } from './consent-state.ts'
import { issuerKey } from '../metadata/keys.ts'
import { numberOf, readMembers, textOf } from '../members.ts'
import { endUser, Refused, type Call, type Operation } from '../operation.ts'
import { writeToken } from '../../maskinporten/token.ts'
import type { Answered } from '../../strict.ts'

const by = 'organisation'
const read = { method: 'GET', by, scopes: endUser('altinn:consenttokens.read') } as const
const write = { by, scopes: endUser('altinn:consenttokens.write') } as const
const query = ['ForceEIAuthentication']
const one = 'authorization/token/{code}'

/** Altinn/docs content/utviklingsguider/samtykke: what an accepted consent gives. */
export const tokenOperations: readonly Operation[] = [
  { ...read, path: 'authorization/token', when: ['authcode'], query, answer: getToken },
  { ...read, path: one, query, answer: getToken },
  { ...write, method: 'DELETE', path: one, query, answer: deleteToken },
  { ...write, method: 'POST', path: `${one}/loguse`, query, answer: logUse },
]

const refused = {
  status: 403,
  reason:
    'The API key is not authorized for this operation, or the supplied authorization code is either expired or invalid.',
}

function needConsent({ asked, params, records, organization }: Call): ConsentRequest {
  const wanted = (params.code ?? parameter(asked, 'authcode'))?.toLowerCase()
  const found = records.consents.find(
    ({ code, status, isRevoked }) => code === wanted && status === 'Accepted' && !isRevoked,
  )
  if (found?.coveredBy !== organization) throw new Refused(refused)
  return found
}

/** A JSON string, or `<string>` in XML. It lasts half a minute. */
async function getToken(call: Call): Promise<Answered> {
  const token = await writeConsent(needConsent(call))
  if (/\bapplication\/xml\b/i.test(call.asked.headers.accept ?? '')) {
    const headers = { 'Content-Type': 'application/xml; charset=utf-8' }
    return { status: 200, headers, body: `<string>${token}</string>` }
  }
  return json(call.asked, token)
}

async function writeConsent({
  code,
  offeredBy,
  coveredBy,
  resources,
  created,
  validTo,
}: ConsentRequest): Promise<string> {
  const { privateKey, kid } = await issuerKey()
  const now = Math.floor(Date.now() / 1000)
  const payload = {
    Services: resources.flatMap(({ serviceCode, serviceEdition, metadata }) => {
      const service = `${serviceCode}_${serviceEdition}`
      return [
        service,
        ...Object.entries(metadata).map(([name, text]) => `${service}_${name}=${text}`),
      ]
    }),
    ...{ AuthorizationCode: code, OfferedBy: offeredBy, CoveredBy: coveredBy },
    DelegatedDate: Math.floor(Date.parse(`${created}+01:00`) / 1000),
    ValidToDate: Math.floor(Date.parse(`${validTo}+01:00`) / 1000),
    ...{ iss: 'altinn.no', nbf: now, exp: now + 30 },
  }
  const header = { alg: 'RS256', typ: 'JWT', kid, x5t: kid }
  return writeToken({ header, payload, algorithm: 'RS256', key: privateKey })
}

function deleteToken(call: Call): Answered {
  needConsent(call).isRevoked = true
  return { status: 204 }
}

/** Only ISO 8601 is read since release 21.9. */
async function logUse(call: Call): Promise<Answered> {
  const { resources } = needConsent(call)
  const names = ['ServiceCode', 'ServiceEditionCode', 'UsageDateTime']
  const given = await readMembers(call.asked, names)
  const isNamed = resources.some(
    ({ serviceCode, serviceEdition }) =>
      serviceCode === textOf(given, 'ServiceCode') &&
      serviceEdition === numberOf(given, 'ServiceEditionCode'),
  )
  const isDated = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(textOf(given, 'UsageDateTime') ?? '')
  return { status: isNamed && isDated ? 204 : 400 }
}
