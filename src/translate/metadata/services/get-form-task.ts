import { toAltinn2DateTime, toKnownDate } from '../../../altinn2/date-time.ts'
import { languageOf } from '../../../altinn2/language.ts'
import { dataFormat } from '../../../altinn2/parameters.ts'
import type { Resource } from '../../../altinn2/response.ts'
import { serviceLinks, toServiceProperties } from '../../../altinn2/service-metadata.ts'
import type { AppMetadata } from '../../../altinn3/app-metadata.ts'
import { GatewayError, upstreamOf } from '../../../errors.ts'
import type { DrawnTask } from '../../../formats/process-tasks.ts'
import type {
  PublicPorts,
  PublicTranslation,
  PublicTranslationRequest,
} from '../../../translation.ts'
import { attachmentRules } from './attachment-rules.ts'
import { describeServices, type Described } from './describe-services.ts'
import { formsOf, needFormTask, type FormOfService, type FormTask } from './form-task.ts'

/** A service of forms, with what its app says of its forms, its attachments and its process. */
export const getFormTask: PublicTranslation = async (request, ports) => {
  const service = needFormTask(request, ports.now())
  const { app } = service.moved
  const [[described], metadata, tasks] = await Promise.all([
    describeServices([service], request, ports),
    ports.look.appMetadata(app),
    ports.look.processTasks(app).catch(unlessUpstreams),
  ])
  if (described === undefined || metadata === undefined) throw new GatewayError('NOT_FOUND')
  const resource = await toFormTask(
    { service, described, metadata, tasks: tasks ?? [] },
    request,
    ports,
  )
  return { status: 200, body: { kind: 'resource', resource } }
}

/** Steps are left out rather than the rest, where the app's process cannot be had. */
function unlessUpstreams(error: unknown): undefined {
  if (error instanceof GatewayError && upstreamOf(error) !== undefined) return undefined
  throw error
}

interface Found {
  readonly service: FormTask
  readonly described: Described
  readonly metadata: AppMetadata
  readonly tasks: readonly DrawnTask[]
}

async function toFormTask(
  { service, described, metadata, tasks }: Found,
  { query, settings }: PublicTranslationRequest,
  { look }: PublicPorts,
): Promise<Resource> {
  const { description, resource } = described
  const { key, type, validFrom = dateOf(metadata.validFrom) } = description
  const { validTo = dateOf(metadata.validTo) } = description
  const language = languageOf(query, settings.language)
  const forms = await Promise.all(
    formsOf(service.moved, metadata).map(async (form) =>
      toForm(form, await schemaLinks(form, service, look)),
    ),
  )
  return {
    type: 'ServiceMetaData',
    properties: {
      ...toServiceProperties({ ...description, validFrom, validTo }),
      RestEnabled: true,
      EUSEnabled: true,
      EnterpriseUserEnabled: resource.enterpriseUserEnabled ?? false,
    },
    parts: {
      AttachmentRules: attachmentRules(service.moved, metadata, language),
      FormsMetaData: forms,
      ProcessSteps: tasks.flatMap(toStep),
    },
    links: serviceLinks(key, type),
  }
}

/** A link to the form's schema; none where there is no schema, or where its address would be refused. */
async function schemaLinks(
  { dataType, format }: FormOfService,
  { entry, moved }: FormTask,
  look: Pick<PublicPorts['look'], 'hasXmlSchema'>,
): Promise<Pick<Resource, 'links'>> {
  if (!dataFormat.test(format.id)) return {}
  const hasSchema = await look.hasXmlSchema(moved.app, dataType)
  if (!hasSchema) return {}
  const { code, edition } = entry.service
  const path = [code, edition, 'forms', format.id, format.version, 'xsd']
  const schema = `/api/metadata/formtask/${path.map(encodeURIComponent).join('/')}`
  return { links: { form: 'object', to: { schema: { to: schema } } } }
}

function toForm(form: FormOfService, links: Pick<Resource, 'links'>): Resource {
  const { id, name, format, isMain } = form
  return {
    type: 'FormMetaData',
    properties: {
      FormID: id,
      FormName: name,
      DataFormatProviderType: 'OR',
      DataFormatID: format.id,
      DataFormatVersion: format.version,
      IsOnlyXsdValidation: false,
      FormType: isMain ? 'MainForm' : 'SubForm',
    },
    ...links,
  }
}

/** The level that Altinn 3 gives every system; which one a policy demands is not published. */
const securityLevel = 3

/** What persons and systems do; the app's own tasks are no steps of theirs. */
function toStep({ type }: DrawnTask): readonly Resource[] {
  const name = stepNames.get(type)
  if (name === undefined) return []
  return [{ type: 'ProcessStep', properties: { Name: name, SecurityLevel: securityLevel } }]
}

const stepNames: ReadonlyMap<string, string> = new Map([
  ['data', 'FormFilling'],
  ['confirmation', 'SendIn'],
  ['signing', 'Signing'],
  ['payment', 'Payment'],
])

function dateOf(text: string | null | undefined): string | undefined {
  const known = toKnownDate(text)
  return known === undefined ? undefined : toAltinn2DateTime(known)
}
