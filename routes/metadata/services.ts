import {
  dataFormat,
  integer,
  serviceEdition,
  lookupSchema,
  serviceCode,
} from '../../src/altinn2/parameters.ts'
import { merged, notContinued, translated, type Endpoint } from '../../src/endpoint.ts'
import { mergeServices } from '../../src/merge/metadata/services/list-services.ts'
import { getCorrespondence } from '../../src/translate/metadata/services/get-correspondence.ts'
import { getFormSchema } from '../../src/translate/metadata/services/get-form-schema.ts'
import { getFormTask } from '../../src/translate/metadata/services/get-form-task.ts'
import { listServices } from '../../src/translate/metadata/services/list-services.ts'
import { migration, noScopes, nowhere, reads, readsDocument, serviceInPath } from '../shared.ts'

const registry = {
  advice: 'Search for the service in the resource registry',
  successor: 'https://platform.altinn.no/resourceregistry/api/v1/resource/search',
  guide: `${migration}/rest-sbs/metadata/`,
} as const

const formTask = {
  advice: "Read the metadata of the service's Altinn 3 app, and its entry in the resource registry",
  successor: 'https://platform.altinn.no/resourceregistry/api/v1/resource/search',
  guide: `${migration}/rest-sbs/metadata/`,
} as const

const lookups = {
  advice:
    'Ask the owner of the lookup service for its Altinn 3 app: lookups have no metadata of their own',
  guide: `${migration}/rest-sbs/metadata/`,
} as const

const schemas = {
  advice: "Read the schema of the data type from the service's Altinn 3 app",
  guide: `${migration}/rest-sbs/metadata/`,
} as const

const noAttachmentSchemas = {
  advice:
    "Attachments of Altinn 3 apps have no schema: read the rules of their data types in the app's metadata",
  guide: `${migration}/rest-sbs/metadata/`,
} as const

const shared = {
  group: 'metadata/services',
  strategy: 'undecided',
  callers: 'public',
  scopes: noScopes,
  finds: nowhere,
} as const

/** What services there are, and what each asks for. */
export const services = [
  {
    ...shared,
    id: 'metadata/services/list-services',
    losses: [
      'Services that are in no entry of the services file are absent once Altinn 2 is closed.',
      '`ServiceEditionName` is the name of the service, and there are no editions of the past.',
    ],
    catalogue: 'MET-01',
    method: 'GET',
    path: '/api/metadata',
    params: {},
    ...reads,
    whenMoved: merged('service', listServices, mergeServices, registry),
  },
  {
    ...shared,
    id: 'metadata/services/get-form-task',
    losses: [
      'A form that the services file does not name has version 0, and cannot be sent.',
      '`SecurityLevel` is 3 everywhere: no public answer of Altinn 3 has it.',
    ],
    catalogue: 'MET-02',
    method: 'GET',
    path: '/api/metadata/formtask/{serviceCode}/{serviceEditionCode}',
    params: { serviceCode, serviceEditionCode: serviceEdition },
    ...reads,
    finds: serviceInPath,
    whenMoved: translated('service', getFormTask, formTask),
  },
  {
    ...shared,
    id: 'metadata/services/get-correspondence',
    catalogue: 'MET-03',
    method: 'GET',
    path: '/api/metadata/correspondence/{serviceCode}/{serviceEditionCode}',
    params: { serviceCode, serviceEditionCode: serviceEdition },
    ...reads,
    finds: serviceInPath,
    whenMoved: translated('service', getCorrespondence, registry),
  },
  {
    ...shared,
    id: 'metadata/services/get-lookup',
    catalogue: 'MET-04',
    method: 'GET',
    path: '/api/metadata/lookup/{serviceCode}/{serviceEditionCode}',
    params: { serviceCode, serviceEditionCode: serviceEdition },
    ...reads,
    finds: serviceInPath,
    whenMoved: notContinued(lookups),
  },
  {
    ...shared,
    id: 'metadata/services/get-lookup-schema',
    catalogue: 'MET-05',
    method: 'GET',
    path: '/api/metadata/lookup/{serviceCode}/{serviceEditionCode}/schemas/{schema}',
    params: { serviceCode, serviceEditionCode: serviceEdition, schema: lookupSchema },
    ...readsDocument,
    finds: serviceInPath,
    whenMoved: notContinued(lookups),
  },
  {
    ...shared,
    id: 'metadata/services/get-form-schema',
    losses: ["The schema is the app's own; an app that ships none is 404."],
    catalogue: 'MET-06',
    method: 'GET',
    path: '/api/metadata/formtask/{serviceCode}/{serviceEditionCode}/forms/{dataFormatId}/{dataFormatVersion}/xsd',
    params: {
      serviceCode,
      serviceEditionCode: serviceEdition,
      dataFormatId: dataFormat,
      dataFormatVersion: integer,
    },
    ...readsDocument,
    finds: serviceInPath,
    whenMoved: translated('service', getFormSchema, schemas),
  },
  {
    ...shared,
    id: 'metadata/services/get-attachment-schema',
    catalogue: 'MET-07',
    method: 'GET',
    path: '/api/metadata/formtask/{serviceCode}/{serviceEditionCode}/attachmentrules/{ruleId}/xsd',
    params: { serviceCode, serviceEditionCode: serviceEdition, ruleId: integer },
    ...readsDocument,
    finds: serviceInPath,
    whenMoved: notContinued(noAttachmentSchemas),
  },
] as const satisfies readonly Endpoint[]
