import { maxUnread } from '../respond/respond.ts'
import { Shares } from '../runtime/shares.ts'
import { randomUUID } from 'node:crypto'
import { createRoleDefinitions } from '../altinn2/role-definitions.ts'
import { createAsk, type AskSettings } from '../altinn3/calling/ask.ts'
import { basesOf } from '../altinn3/bases.ts'
import { createExchange, type ExchangeOutcome } from '../altinn3/calling/token.ts'
import type { AppLookups, Backends } from '../answer/backends.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Bulkhead, Bulkheads } from '../http/upstreams/bulkhead.ts'
import type { Config } from '../config/file/load.ts'
import { createForward, type Forward } from '../forward/forward.ts'
import { createLinkRewriter } from '../forward/links.ts'
import { createAltinn1FormsOf } from '../lookups/altinn1-forms.ts'
import { createAppMetadataOf } from '../lookups/app-metadata.ts'
import { createProcessTasksOf } from '../lookups/process-files.ts'
import { createFormRootsOf } from '../lookups/form-roots.ts'
import { createApplicationsOf } from '../lookups/applications.ts'
import { createAltinn2Lists } from '../lookups/altinn2-lists.ts'
import { createCorrespondencesOf } from '../lookups/correspondences.ts'
import { createPartiesOf } from '../lookups/parties.ts'
import { createHasXmlSchemaOf } from '../lookups/form-schemas.ts'
import { createPolicyRulesOf } from '../lookups/policy-rules.ts'
import { createResourcesOf } from '../lookups/resources.ts'
import { createRolesOf } from '../lookups/roles.ts'
import type { TranslationSettings } from '../translation.ts'

const longestDecompressed = 32 * 1024 * 1024

/** The two platforms as they are configured, and what an answer from them rests on. */
export function createBackends(
  config: Config,
  bulkheads: Bulkheads,
  clock: Clock,
  owners: Backends['owners'],
  renderBodyFor: Backends['renderBodyFor'],
  noteExchange: (outcome: ExchangeOutcome) => void,
  { waitFor, openSubmissions, log }: Pick<Backends, 'waitFor' | 'openSubmissions' | 'log'>,
  replicas: Pick<Backends, 'inTurn' | 'outcomes'>,
): Backends {
  return {
    forward: createForwardTo(config, bulkheads.altinn2),
    askFor: createAsk(askSettingsOf(config, bulkheads, clock, noteExchange)),
    partiesOf: createPartiesOf(clock),
    altinn2ListsOf: createAltinn2Lists(clock),
    ...createAppLookups(clock),
    publicLookups: createAppLookups(clock),
    resourcesOf: createResourcesOf(clock),
    policyRulesOf: createPolicyRulesOf(clock),
    hasXmlSchemaOf: createHasXmlSchemaOf(clock),
    correspondencesOf: createCorrespondencesOf(clock),
    altinn1FormsOf: createAltinn1FormsOf(clock),
    rolesOf: createRolesOf(clock),
    owners,
    renderBodyFor,
    createId: randomUUID,
    ...replicas,
    translation: translationSettingsOf(config),
    publicUrl: config.publicUrl,
    betweenBytes: config.file.limits.betweenBytesMs,
    unread: new Shares(maxUnread),
    clock,
    waitFor,
    openSubmissions,
    log,
  }
}

function createAppLookups(clock: Clock): AppLookups {
  return {
    applicationsOf: createApplicationsOf(clock),
    appMetadataOf: createAppMetadataOf(clock),
    formRootsOf: createFormRootsOf(clock),
    processTasksOf: createProcessTasksOf(clock),
  }
}

function askSettingsOf(
  { file }: Config,
  bulkheads: Bulkheads,
  clock: Clock,
  note: (outcome: ExchangeOutcome) => void,
): AskSettings {
  const { subscriptionKey } = file.altinn3
  const bases = basesOf(file.altinn3)
  const altinn3 = {
    clock,
    timeout: file.limits.firstByteMs,
    ...(subscriptionKey === undefined ? {} : { subscriptionKey }),
  }
  const exchange = createExchange({
    ...altinn3,
    platformUrl: bases.platform,
    bulkhead: bulkheads.exchange,
    note,
  })
  return { ...altinn3, bases, exchange, bulkheads }
}

function createForwardTo(config: Config, bulkhead: Bulkhead): Forward | undefined {
  const { altinn2 } = config.file
  if (altinn2.url === undefined) return undefined
  const origins = new Set([...altinn2.publicOrigins, new URL(altinn2.url).origin])
  const settings = {
    url: altinn2.url,
    links: createLinkRewriter([...origins], config.publicUrl),
    firstByte: config.file.limits.firstByteMs,
    betweenBytes: config.file.limits.betweenBytesMs,
    longestDecompressed,
  }
  return createForward(settings, bulkhead)
}

function translationSettingsOf({ file }: Config): TranslationSettings {
  const { altinn3 } = file
  const numbers = file.environment === 'production' ? 'production' : 'test'
  return {
    confirmWithoutDownload: altinn3.confirmWithoutDownload,
    emptyReporteesAs: altinn3.emptyReporteesAs,
    migratedCorrespondenceIds: altinn3.migratedCorrespondenceIds,
    refusedSubmissions: altinn3.refusedSubmissions,
    deleteCorrespondences: altinn3.deleteCorrespondences,
    language: file.defaultLanguage,
    listPartial: altinn3.listPartial,
    inboxUrl: altinn3.inboxUrl,
    submissionRetryWindow: altinn3.submissionRetryWindow * 1_000,
    appsUrl: basesOf(altinn3).apps,
    receiptUrl: `${basesOf(altinn3).platform}/receipt`,
    roleDefinitions: createRoleDefinitions(numbers, file.altinn2.roleDefinitions),
  }
}
