import type { TestGateway } from '../../../support/gateway.ts'
import { createLine, needRows, ownerToken, type Row, type Side } from './shared.ts'

export interface Proxy {
  /** `/organisasjoner`: its own query, with plus signs in the filter. */
  readonly first: (subject: string, service: Service) => Promise<readonly Row[]>
  /** `/v2/organisasjoner` */
  readonly second: (subject: string, page: Page) => Promise<readonly Row[]>
  /** `/ekstern/altinn/api/serviceowner/reportees`: what its own callers asked, with their person. */
  readonly external: (subject: string, query: Query) => Promise<readonly Row[]>
  readonly calls: () => number
}

interface Service {
  readonly code: string
  readonly edition: string
}

export interface Page {
  readonly top: number
  readonly skip: number
  readonly filter?: string
  readonly service?: Service
}

type Query = Readonly<Record<string, string>>

/** navikt/altinn-rettigheter-proxy AltinnOrganisasjon.kt, as Spring reads it. */
const organization = {
  mandatory: ['Name', 'Type'],
  optional: ['ParentOrganizationNumber', 'OrganizationNumber', 'OrganizationForm', 'Status'],
  strangers: 'skipped',
} as const

/** navikt/altinn-rettigheter-proxy AltinnClient.kt and AltinnrettigheterProxyController.kt. */
export async function createProxy(gateway: TestGateway, side: Side): Promise<Proxy> {
  const { get, calls } = createLine(gateway, {
    accept: 'application/json, application/*+json',
    authorization: `Bearer ${await ownerToken(gateway, side)}`,
    APIKEY: 'key',
  })
  const ask = async (subject: string, query: Query): Promise<readonly Row[]> => {
    const answer = await get(`/api/serviceowner/reportees?${written({ ...query, subject })}`)
    if (answer.status === 400 && answer.reason.includes('User profile')) return []
    if (answer.status >= 400) throw new Error(`${answer.status} ${answer.reason}`)
    return needRows(answer.body, organization)
  }
  return {
    calls,
    first: (subject, { code, edition }) =>
      ask(subject, {
        ForceEIAuthentication: '',
        serviceCode: code,
        serviceEdition: edition,
        $filter: "Type+ne+'Person'+and+Status+eq+'Active'",
        $top: '500',
        $skip: '0',
      }),
    second: (subject, { top, skip, filter = "Type ne 'Person' and Status eq 'Active'", service }) =>
      ask(subject, {
        ForceEIAuthentication: '',
        $top: String(top),
        $skip: String(skip),
        $filter: filter,
        ...(service === undefined
          ? {}
          : { serviceCode: service.code, serviceEdition: service.edition }),
      }),
    external: ask,
  }
}

/** Spring’s UriComponentsBuilder: what a query may hold stays as it is, plus signs too. */
function written(query: Query): string {
  return Object.entries(query)
    .map(([name, value]) => (value === '' ? name : `${name}=${encodeURI(value)}`))
    .join('&')
}
