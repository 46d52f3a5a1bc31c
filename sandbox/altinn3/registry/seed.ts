import { organizations } from '../../organizations.ts'
import { letterResources } from '../correspondence/resources.ts'
import type { RegistryState, ServiceResource, Texts } from './state.ts'

/** What ServiceResource.cs writes of every resource. */
export const usualFields = {
  delegable: true,
  visible: true,
  accessListMode: 'Disabled',
  selfIdentifiedUserEnabled: false,
  enterpriseUserEnabled: false,
  isOneTimeConsent: false,
} as const

const owner = {
  name: { nb: 'Prøveetaten', nn: 'Prøveetaten', en: 'Test agency' },
  organization: organizations.serviceOwner.number,
  orgcode: 'ttd',
} as const

interface Published {
  readonly id: string
  readonly title: Texts
  readonly resourceType: string
  readonly service?: string
  readonly accessListMode?: 'Disabled' | 'Enabled'
}

export function toPublished(given: Published): ServiceResource {
  const { id, title, resourceType, service, accessListMode = 'Disabled' } = given
  const [code, edition] = service?.split('/') ?? []
  const of = { referenceSource: 'Altinn2' } as const
  return {
    identifier: id,
    version: '1',
    title,
    description: title,
    status: 'Completed',
    ...usualFields,
    accessListMode,
    resourceType,
    hasCompetentAuthority: owner,
    resourceReferences:
      service === undefined
        ? []
        : [
            { ...of, reference: code, referenceType: 'ServiceCode' },
            { ...of, reference: edition, referenceType: 'ServiceEditionCode' },
          ],
    versionId: 1,
  }
}

const broker = { resourceType: 'BrokerService' } as const
const inAll = (name: string): Texts => ({ nb: name, nn: name, en: name })

/** Resources that took over from services of Altinn 2. */
const resources: readonly ServiceResource[] = [
  { ...broker, id: 'acn-broker-02', title: inAll('ACN_BROKER_02'), service: '4947/1' },
  {
    ...{ ...broker, id: 'acn-broker-ser-7531', title: inAll('ACN_BROKER_SER') },
    ...{ service: 'u7372/7531', accessListMode: 'Enabled' as const },
  },
  {
    ...{ ...broker, id: 'acn-broker-ser-1357', title: inAll('ACN_BROKER_SER') },
    service: 'u7372/1357',
  },
  ...letterResources.map((id) => ({
    id,
    title: { nb: 'Prøvemelding', nn: 'Prøvemelding', en: 'Test message' },
    resourceType: 'CorrespondenceService',
  })),
].map(toPublished)

export function seedRegistry(): RegistryState {
  return { published: new Map(resources.map((one) => [one.identifier, one])) }
}

/** So many more, of no service of the services file. */
export function fillRegistry({ published }: RegistryState, count: number): void {
  for (let number = 0; number < count; number += 1) {
    const id = `ttd-fyll-${number}`
    const title = inAll(`Ressurs ${number} av mange, med et navn som er så langt som de fleste`)
    published.set(id, toPublished({ id, title, resourceType: 'GenericAccessResource' }))
  }
}
