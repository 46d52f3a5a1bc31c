import { checkBearer, organizationOf } from './bearer.ts'
import { brokerFiles, messages, type BrokerFile } from './altinn2-seed.ts'
import { serviceOwners, services, type SeedService } from './services.ts'
import {
  noneOf,
  onlyQuery,
  serve,
  UnlikeTheRealOne,
  type Answered,
  type Asked,
  type StandIn,
} from './strict.ts'

export interface Altinn2Settings {
  readonly issuer: string
  readonly jwksUrl: string
  /** How Altinn 2 names itself in links, e.g. `https://tt02.altinn.no`. */
  readonly publicOrigin: string
}

/**
 * Altinn 2 as it was while it was open: the broker's inbox, metadata, a small message box. That it
 * takes the caller's Maskinporten token on these routes is an assumption; the rest is as
 * documented, the API key and the error phrases included.
 */
export async function startAltinn2(port: number, settings: Altinn2Settings): Promise<StandIn> {
  const check = checkBearer(settings.issuer, settings.jwksUrl)

  return serve(port, async (asked) => {
    noneOf(asked, 'cookie', 'ocp-apim-subscription-key', 'x-forwarded-for', 'forwarded', 'expect')
    const path = asked.path.toLowerCase().replace(/\/$/, '')
    if (path.startsWith('/api/metadata')) return answerMetadata(asked, path, settings.publicOrigin)
    const [, who, rest] = /^\/api\/(my|\d{9})\/(.+)$/.exec(path) ?? []
    if (who === undefined || rest === undefined) throw new UnlikeTheRealOne(asked.path)
    if (asked.headers.apikey === undefined) {
      return { status: 400, reason: "Required header 'ApiKey' is missing." }
    }
    const claims = await check(asked)
    const organization = claims && organizationOf(claims)
    if (organization === undefined) {
      return {
        status: 401,
        reason:
          'Authorization failed: There is no authenticated organization number set on this request.',
      }
    }
    if (who !== 'my' && who !== organization) return { status: 403, reason: 'Forbidden' }
    const caller = { ...settings, who, organization }
    return rest.startsWith('messages')
      ? answerMessages(asked, rest, caller)
      : answerBroker(asked, rest, caller)
  })
}

interface Caller extends Altinn2Settings {
  readonly who: string
  readonly organization: string
}

function answerBroker(asked: Asked, rest: string, caller: Caller): Answered {
  const [, reference, action] = /^brokerservice\/inbox(?:\/([^/]+)(?:\/(\w+))?)?$/.exec(rest) ?? []
  if (!rest.startsWith('brokerservice/inbox')) throw new UnlikeTheRealOne(asked.path)
  const mine = brokerFiles.filter(({ recipient }) => recipient === caller.organization)
  if (reference === undefined) return listFiles(asked, mine, caller)
  const file = mine.find(({ properties }) => properties.FileReference === reference)
  if (file === undefined) return { status: 404 }
  switch (action) {
    case undefined:
      return json(asked, withLinks(file, asked, caller))
    case 'receipt':
      return json(asked, file.receipt)
    case 'download':
      return {
        status: 200,
        headers: { 'Content-Type': 'application/octet-stream' },
        body: Buffer.from(`content of ${reference}`),
      }
    default:
      throw new UnlikeTheRealOne(asked.path)
  }
}

function listFiles(asked: Asked, mine: readonly BrokerFile[], caller: Caller): Answered {
  onlyQuery(
    asked,
    'serviceCode',
    'serviceEditionCode',
    'fileStatus',
    'minSentDateTime',
    'maxSentDateTime',
  )
  const code = parameter(asked, 'serviceCode')
  const edition = parameter(asked, 'serviceEditionCode')
  const status = parameter(asked, 'fileStatus') ?? 'Uploaded'
  if (!['Initialized', 'Uploaded', 'Downloaded'].includes(status)) {
    return {
      status: 400,
      reason: 'Bad Request',
      body: { ErrorCode: 51001, ErrorMessage: 'Invalid fileStatus' },
    }
  }
  const known = services.some(
    (service) => service.code === code && (edition === undefined || service.edition === +edition),
  )
  if (code !== undefined && !known) {
    return {
      status: 400,
      reason: 'Invalid service code or edition',
      body: { ErrorCode: 51002, ErrorMessage: 'Invalid service code or edition' },
    }
  }
  const found = mine
    .filter(({ properties }) => code === undefined || properties.ServiceCode === code)
    .filter(({ properties }) => edition === undefined || properties.ServiceEdtionCode === +edition)
    .filter(({ properties }) => properties.FileStatus === status)
  return json(
    asked,
    found.map((file) => withLinks(file, asked, caller)),
  )
}

function withLinks(
  { properties }: BrokerFile,
  asked: Asked,
  { publicOrigin, who }: Caller,
): object {
  if (!wantsHal(asked)) return properties
  const self = `${publicOrigin}/api/${who}/brokerservice/inbox/${properties.FileReference}`
  return {
    ...properties,
    _links: { self, download: `${self}/download`, receipt: `${self}/receipt` },
  }
}

function answerMessages(asked: Asked, rest: string, { publicOrigin, who }: Caller): Answered {
  const [, id] = /^messages(?:\/([abc]\d+))?$/.exec(rest) ?? []
  if (id === undefined && rest !== 'messages') throw new UnlikeTheRealOne(asked.path)
  onlyQuery(
    asked,
    'language',
    'markAsRead',
    'dateFrom',
    'dateTo',
    '$filter',
    '$orderby',
    '$top',
    '$skip',
  )
  const base = `${publicOrigin}/api/${who}/messages`
  const portal = `${publicOrigin}/Pages/ServiceEngine/MyMainPage/MyMainPage.aspx`
  const written = messages.map((message) => ({
    ...message,
    ...(wantsHal(asked)
      ? {
          _links: {
            self: { href: `${base}/${message.MessageId}` },
            portalview: { href: portal },
          },
        }
      : { MessageLink: `${base}/${message.MessageId}` }),
  }))
  if (id !== undefined) {
    const found = written.find(({ MessageId }) => MessageId === id)
    return found === undefined ? { status: 404 } : json(asked, found)
  }
  if (!wantsHal(asked)) return json(asked, written)
  const links = {
    self: { href: base },
    find: { href: `${base}/{messageId}`, isTemplated: true },
    portalview: { href: portal },
  }
  return json(asked, { _links: links, _embedded: { messages: written } })
}

function answerMetadata(asked: Asked, path: string, publicOrigin: string): Answered {
  onlyQuery(asked, 'language', '$filter', '$orderby', '$top', '$skip')
  const [, type, code, edition] = /^\/api\/metadata\/(\w+)\/([^/]+)\/(\d+)$/.exec(path) ?? []
  if (type !== undefined) {
    const found = services.find(
      (service) => service.code.toLowerCase() === code && service.edition === Number(edition),
    )
    return found?.type.toLowerCase() === type
      ? json(asked, toMetadata(found, asked, publicOrigin))
      : { status: 404 }
  }
  if (path !== '/api/metadata') throw new UnlikeTheRealOne(asked.path)
  const list = services.map((service) => toMetadata(service, asked, publicOrigin))
  return json(
    asked,
    wantsHal(asked)
      ? {
          _links: { self: { href: `${publicOrigin}/api/metadata` } },
          _embedded: { metadata: list },
        }
      : list,
  )
}

function toMetadata(service: SeedService, asked: Asked, publicOrigin: string): object {
  const { code, edition, type, owner, name, validFrom, validTo } = service
  const base = `${publicOrigin}/api/metadata`
  const self = `${base}/${type.toLowerCase()}/${code}/${edition}`
  const requirements = `${base}/rolerequirements?serviceCode=${code}&serviceEditionCode=${edition}`
  return {
    ServiceOwnerCode: owner,
    ServiceOwnerName: serviceOwners[owner] ?? owner,
    ServiceName: name,
    ServiceCode: code,
    ServiceEditionCode: edition,
    ValidFrom: validFrom,
    ValidTo: validTo,
    ServiceType: type,
    ...(wantsHal(asked)
      ? { _links: { self: { href: self }, rolerequirements: { href: requirements } } }
      : {}),
  }
}

function json(asked: Asked, body: object): Answered {
  const type = wantsHal(asked) ? 'application/hal+json' : 'application/json'
  return {
    status: 200,
    headers: { 'Content-Type': `${type}; charset=utf-8` },
    body: JSON.stringify(body),
  }
}

function wantsHal({ headers }: Asked): boolean {
  const accept = (headers.accept ?? '').toLowerCase()
  return accept.includes('application/hal+json') && !accept.includes('application/json')
}

function parameter({ query }: Asked, name: string): string | undefined {
  const found = [...query].find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1]
  return found === '' ? undefined : found
}
