import type { ODataModel } from './odata/model.ts'
import type { Links, Resource } from './response.ts'
import { writeServiceKey, type ServiceKey } from './service-key.ts'

/** Altinn/docs content/api/rest/metadata.md; an error of Altinn 2's OData named the model. */
export const serviceModel: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.ServiceMetaData',
  properties: {
    ServiceOwnerCode: 'string',
    ServiceOwnerName: 'string',
    ServiceName: 'string',
    ServiceCode: 'string',
    ServiceEditionName: 'string',
    ServiceEditionCode: 'int',
    ValidFrom: 'dateTime',
    ValidTo: 'dateTime',
    ServiceType: 'string',
  },
}

export type ServiceType =
  'FormTask' | 'Correspondence' | 'Lookup' | 'Broker' | 'Link' | 'DelegationScheme'

/** What Altinn 2 said of every service. */
export interface ServiceDescription {
  readonly key: ServiceKey
  readonly type: ServiceType
  readonly name: string
  readonly ownerCode?: string | undefined
  readonly ownerName?: string | undefined
  /** As Altinn 2 wrote dates. */
  readonly validFrom?: string | undefined
  readonly validTo?: string | undefined
}

export function toServiceProperties(service: ServiceDescription): Resource['properties'] {
  const { key, type, name, ownerCode, ownerName, validFrom, validTo } = service
  return {
    ...(ownerCode === undefined ? {} : { ServiceOwnerCode: ownerCode }),
    ...(ownerName === undefined ? {} : { ServiceOwnerName: ownerName }),
    ServiceName: name,
    ServiceCode: key.code,
    // Altinn 3 has one name for a service and its edition.
    ServiceEditionName: name,
    ServiceEditionCode: key.edition,
    ...(validFrom === undefined ? {} : { ValidFrom: validFrom }),
    ...(validTo === undefined ? {} : { ValidTo: validTo }),
    ServiceType: type,
  }
}

/** Where the metadata of a service is: of kinds that have such an address. */
export function metadataPathOf({ code, edition }: ServiceKey, type: string): string | undefined {
  if (!described.has(type) || code.includes(':')) return undefined
  return `/api/metadata/${type.toLowerCase()}/${writeServiceKey({ code, edition })}`
}

const described: ReadonlySet<string> = new Set(['FormTask', 'Correspondence'])

export function serviceLinks(key: ServiceKey, type: string): Links {
  const self = metadataPathOf(key, type)
  const asked = `serviceCode=${encodeURIComponent(key.code)}&serviceEditionCode=${key.edition}`
  return {
    form: 'object',
    to: {
      ...(self === undefined ? {} : { self: { to: self } }),
      rolerequirements: { to: `/api/metadata/rolerequirements?${asked}` },
    },
  }
}
