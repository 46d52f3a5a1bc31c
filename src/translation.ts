import type { Language } from './altinn2/language.ts'
import type { OrganizationNumber } from './altinn2/organization-number.ts'
import type { Query } from './altinn2/query.ts'
import type { Altinn2Response, Json } from './altinn2/response.ts'
import type { RoleDefinitions } from './altinn2/role-definitions.ts'
import type { AppMetadata } from './altinn3/app-metadata.ts'
import type { Bytes, Download, Operation } from './altinn3/operation.ts'
import type { Application } from './altinn3/storage.ts'
import type { DrawnTask } from './formats/process-tasks.ts'
import type { RememberRows } from './lookups/altinn2-lists.ts'
import type { CallerKind, Endpoint } from './endpoint.ts'
import type { Clock } from './runtime/clock.ts'
import type { Target } from './decide/register.ts'
import type { Altinn1FormsLookUp } from './lookups/altinn1-forms.ts'
import type { CorrespondencesLookUp } from './lookups/correspondences.ts'
import type { FormSchemasLookUp } from './lookups/form-schemas.ts'
import type { PartiesLookUp } from './lookups/parties.ts'
import type { PolicyRulesLookUp } from './lookups/policy-rules.ts'
import type { ResourcesLookUp } from './lookups/resources.ts'
import type { RolesLookUp } from './lookups/roles.ts'
import type { Body } from './http/server/body.ts'

/** What was asked of a public operation, with everything checked that can be checked without asking Altinn 3. */
export interface PublicTranslationRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** Path and query as they were asked, for the caller's own link to it. */
  readonly self: string
  /** Asked with `HEAD`: only what the answer's head says will be shown. */
  readonly isHead: boolean
  /** The places in Altinn 3 that may answer. */
  readonly targets: readonly Target[]
  readonly settings: TranslationSettings
}

/** What was asked by a caller with a token. */
export interface TranslationRequest extends PublicTranslationRequest {
  readonly body: Body | undefined
  /** By which the caller tells a retry from a new submission: its system's owner and `Idempotency-Key`. */
  readonly idempotencyKey?: string
  /** Whom `{who}` stands for. */
  readonly party: OrganizationNumber
  /** The organisation that the caller's token stands for: another one, when it acts for a client. */
  readonly caller: OrganizationNumber
  /** What the caller's token carries. */
  readonly scopes: ReadonlySet<string>
}

/** What an operator may choose where Altinn 2 and Altinn 3 cannot both be right. */
export interface TranslationSettings {
  /** A broker file is confirmed that was never fetched: refuse, or fetch a byte of it first. */
  readonly confirmWithoutDownload: 'refuse' | 'touch'
  /** Of texts, where the caller names none: Altinn 2 took the user's own. */
  readonly language: Language
  /** Somebody of whom Altinn 3 knows nothing: no reportees, or Altinn 2's word for a person it had never seen. */
  readonly emptyReporteesAs: 'list' | 'phrase'
  /** Of messages that Altinn 2 had: ids that Altinn 3 makes for nothing, or Altinn 2's own. */
  readonly migratedCorrespondenceIds: 'own' | 'genuine'
  /** An app finds something wrong with a new message: its draft stays, or is deleted. */
  readonly refusedSubmissions: 'keep' | 'discard'
  /** A message is deleted: into the bin, for good, or not at all. */
  readonly deleteCorrespondences: 'bin' | 'purge' | 'refuse'
  /** A list one of whose sources fails: its error, or the rest with a warning. */
  readonly listPartial: 'error' | 'warn'
  /** Milliseconds in which the same message sent again is a retry. */
  readonly submissionRetryWindow: number
  /** Where people read their messages: the address before a dialog's id. */
  readonly inboxUrl: string
  /** Where people fill in forms: the address before an app's id, with `{org}` for its owner. */
  readonly appsUrl: string
  /** Where people read the receipt of a form: the address before its id. */
  readonly receiptUrl: string
  /** Altinn 2's roles with their numbers, which differ between environments. */
  readonly roleDefinitions: RoleDefinitions
}

/** The only way out of a public operation's translation: what Altinn 3 answers everybody. */
export interface PublicPorts extends Clock {
  /** Performs one operation whose bytes are handed through; `undefined` when Altinn 3 has no such thing. */
  readonly stream: <Sent>(operation: Download<Sent>, sent: Sent) => Promise<Bytes | undefined>
  /** What is remembered for all callers, and asked for when it is not. */
  readonly look: PublicLook
  /** Resolves after other requests have had the processor: what takes long is done in slices. */
  readonly yieldToOthers: () => Promise<void>
}

/** The only way out of a translation. */
export interface Ports extends PublicPorts {
  /** Performs one operation with the caller's rights; `undefined` when Altinn 3 has no such thing. */
  readonly ask: <Sent, Read>(
    operation: Operation<Sent, Read>,
    sent: Sent,
  ) => Promise<Read | undefined>
  /** What is remembered for this caller's token, and asked for when it is not. */
  readonly look: Look
  /** A message's body as HTML that can be shown; as escaped text where rendering it costs too much. */
  readonly renderBody: (text: string, kind: BodyKind) => Promise<string>
  /** A fresh guid. */
  readonly createId: () => string
  /**
   * Performs work that must not stop half-way, through ports of its own: it goes on for 130 s from
   * the request's beginning, also when the caller has left. Throws `STILL_UNDER_WAY` when the caller
   * must hear before the work has ended.
   */
  readonly detached: <Result>(work: (ports: Ports) => Promise<Result>) => Promise<Result>
  /**
   * Performs works with the same key one after another: in this process, and in all replicas where there
   * is a `REDIS_URL`. Throws `BUSY` and `LEASE_UNAVAILABLE`. The latter is also what a call throws that
   * would write, once the work does not have its key to itself any more.
   */
  readonly oneAtATime: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
  /** Whether no other replica performs work with this request's keys now: that is known with `REDIS_URL` alone. */
  readonly holdsLease: () => boolean
  /** Which instance a message has become, where no list shows that later. Throws `LEASE_UNAVAILABLE`. */
  readonly outcomes: {
    readonly get: (marker: string) => Promise<string | undefined>
    readonly set: (marker: string, instance: string, milliseconds: number) => Promise<void>
  }
  /** Names what is submitted and how far it is, for the log and for operators. */
  readonly noteSubmission: (names: SubmissionNames) => void
}

/** What is absent stays as it was noted; what is `undefined` exists no more. */
export interface SubmissionNames {
  /** Party id and guid. */
  readonly instance?: string | undefined
  /** The id that the caller has. */
  readonly message?: string | undefined
  readonly step?: SubmissionStep
  /** The id of the app's task that is being ended. */
  readonly task?: string
}

/** What a sequence of writes is doing; at first it waits for its turn, and looks for an earlier attempt. */
export type SubmissionStep = 'beginning' | 'making' | 'filling' | 'scanning' | 'sending'

/** How a body was written; `migrated` is HTML of Altinn 2's, or text with some of it. */
export type BodyKind = 'markdown' | 'migrated' | 'text'

export interface Look
  extends PublicLook, PartiesLookUp, CorrespondencesLookUp, Altinn1FormsLookUp {}

/** What Altinn 3 says to everybody. */
export interface PublicLook
  extends ResourcesLookUp, PolicyRulesLookUp, RolesLookUp, FormSchemasLookUp {
  /** @param app owner and name, `ttd/prove-skjema` */
  readonly application: (app: string) => Promise<Application>
  /**
   * What a deployed app says of itself; `undefined` for one that is gone.
   *
   * @param app owner and name
   */
  readonly appMetadata: (app: string) => Promise<AppMetadata | undefined>
  /**
   * The names of the elements that a form may begin with, by its app's own schema; `undefined` where
   * that is not known.
   *
   * @param app owner and name
   */
  readonly rootsOf: (app: string, dataType: string) => Promise<readonly string[] | undefined>
  /**
   * The tasks of an app's process, by its own file; `undefined` where that cannot be read.
   *
   * @param app owner and name
   */
  readonly processTasks: (app: string) => Promise<readonly DrawnTask[] | undefined>
  /** A service owner's name by its code; `undefined` for one that is on no list. */
  readonly ownerName: (code: string, language: Language) => string | undefined
  /** A service owner's name by its organisation number, likewise. */
  readonly ownerNumbered: (organization: string, language: Language) => string | undefined
  /** The codes of those whom `ownerName` calls so. */
  readonly ownersNamed: (name: string, language: Language) => readonly string[]
}

export type Translation = (request: TranslationRequest, ports: Ports) => Promise<Altinn2Response>

/** A translation of an operation whose callers have no token. */
export type PublicTranslation = (
  request: PublicTranslationRequest,
  ports: PublicPorts,
) => Promise<Altinn2Response>

/** Joins what both platforms have on one of Altinn 2's lists. */
export type Merge = (request: TranslationRequest, ports: MergePorts) => Promise<Altinn2Response>

export type PublicMerge = (
  request: PublicTranslationRequest,
  ports: PublicMergePorts,
) => Promise<Altinn2Response>

export interface MergePorts extends Ports, Altinn2Ports {}

export interface PublicMergePorts extends PublicPorts, Altinn2Ports {}

/** A merge's way to Altinn 2. */
export interface Altinn2Ports {
  /**
   * Sends the caller's request to Altinn 2 with this query. Without `dialect` Altinn 2 answers in the
   * JSON dialect that says as much as the caller's format. Throws an answer other than 200 as
   * `Altinn2Refused`; the caller gets that answer unless the merge catches it, since half a list must
   * not pass for a whole one.
   */
  readonly askAltinn2: (query: Query, dialect?: 'json' | 'hal+json') => Promise<Altinn2Part>
  /**
   * Keeps Altinn 2's part of a list for requests that send it the same headers. Its first argument
   * tells one list from another; each list is asked for in one `dialect`.
   */
  readonly remember: RememberRows
}

export interface Altinn2Part {
  readonly json: Json
  /** Altinn 2 has said that its list is longer than what it sent. */
  readonly isCut: boolean
}

interface CallersRow extends Endpoint<Translation, Merge> {
  readonly callers: readonly CallerKind[]
}

interface PublicRow extends Endpoint<PublicTranslation, PublicMerge> {
  readonly callers: 'public'
}

/** A row of `routes/`, with the functions that it points at. */
export type Route = CallersRow | PublicRow
