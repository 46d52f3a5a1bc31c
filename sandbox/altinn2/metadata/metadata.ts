import { json, wantsHal } from '../answer.ts'
import { list } from '../list.ts'
import { attachmentSchema, formSchema, lookupSchema, needSchema } from './schemas.ts'
import { attachmentRules, formsOf } from './forms.ts'
import { api, odata, type Call, type Operation } from '../operation.ts'
import { serviceOwners, services, type SeedService } from '../../services.ts'
import type { Answered } from '../../strict.ts'

const open = { method: 'GET', by: 'anybody', scopes: [] } as const
const service = '{serviceCode}/{serviceEdition}'

/** Services whose metadata have an address of their own. */
const described = ['FormTask', 'Correspondence', 'Lookup'] as const

/** Altinn/docs content/api/rest/metadata.md: neither key nor token is needed. */
export const metadataOperations: readonly Operation[] = [
  { ...open, path: 'metadata', query: odata, answer: listServices },
  ...described.map((type) => ({
    ...open,
    path: `metadata/${type.toLowerCase()}/${service}`,
    answer: (call: Call) => getService(type, call),
  })),
  {
    ...open,
    path: `metadata/lookup/${service}/schemas/{schema}`,
    answer: (call) => needSchema(lookupSchema(call.params.schema), findService('Lookup', call)),
  },
  {
    ...open,
    path: `metadata/formtask/${service}/forms/{format}/{version}/xsd`,
    answer: (call) => needSchema(formSchema(call.params), findService('FormTask', call)),
  },
  {
    ...open,
    path: `metadata/formtask/${service}/attachmentrules/{rule}/xsd`,
    answer: (call) => needSchema(attachmentSchema(call.params.rule), findService('FormTask', call)),
  },
]

function findService(type: SeedService['type'], { params }: Call): SeedService | undefined {
  const code = params.serviceCode?.toLowerCase()
  return services.find(
    (one) =>
      one.type === type &&
      one.code.toLowerCase() === code &&
      String(one.edition) === params.serviceEdition,
  )
}

/** All of them unless `$top` says otherwise: what a page without it holds is not documented. */
function listServices(call: Call): Answered {
  return list(call, {
    relation: 'metadata',
    model: 'ServiceMetaData',
    items: services.map((one) => ({ one, ...describe(one) })),
    toItem: ({ one, ...properties }) => withServiceLinks(properties, one, call),
    rowsPerPage: 10_000,
  })
}

function getService(type: SeedService['type'], call: Call): Answered {
  const found = findService(type, call)
  if (found === undefined) return { status: 404 }
  const more = type === 'FormTask' ? describeForms(found, call) : {}
  return json(call.asked, withServiceLinks({ ...describe(found), ...more }, found, call))
}

function describe({ code, edition, type, owner, name, validFrom, validTo }: SeedService) {
  return {
    ServiceOwnerCode: owner,
    ServiceOwnerName: serviceOwners[owner] ?? owner,
    ServiceName: name,
    ServiceCode: code,
    ServiceEditionCode: edition,
    ValidFrom: validFrom,
    ValidTo: validTo,
    ServiceType: type,
  }
}

function addressOf({ code, edition, type }: SeedService, call: Call): string {
  return `${api(call)}/metadata/${type.toLowerCase()}/${code}/${edition}`
}

function withServiceLinks(properties: object, found: SeedService, call: Call): object {
  if (!wantsHal(call.asked)) return properties
  const { code, edition } = found
  const requirements = `serviceCode=${code}&serviceEditionCode=${edition}`
  const links = {
    ...(described.some((type) => type === found.type)
      ? { self: { href: addressOf(found, call) } }
      : {}),
    rolerequirements: { href: `${api(call)}/metadata/rolerequirements?${requirements}` },
  }
  return { ...properties, _links: links }
}

/** What a form task says by itself alone. */
function describeForms(found: SeedService, call: Call): object {
  const self = addressOf(found, call)
  const forms = formsOf(found).map((form) => {
    const { DataFormatID: format, DataFormatVersion: version } = form
    const schema = { href: `${self}/forms/${format}/${version}/xsd` }
    return wantsHal(call.asked) ? { ...form, _links: { schema } } : form
  })
  const steps = [
    { Name: 'Innsending', SecurityLevel: 2 },
    { Name: 'Signering', SecurityLevel: 3 },
  ]
  return {
    ...{ RestEnabled: true, EUSEnabled: true, EnterpriseUserEnabled: true },
    ...{ ProcessSteps: steps, AttachmentRules: attachmentRules, FormsMetaData: forms },
  }
}
