import type { Pattern } from './altinn2/parameters.ts'
import type { Pointer } from './pointer.ts'

/**
 * The groups, and how each reported errors in Altinn 2: most in the reason phrase with an empty
 * body, newer ones also in a model (Altinn/docs content/api/rest/kom-i-gang/feilsoking.md).
 * A group is what the register moves when a row names no service.
 */
export const groups = {
  'end-user/authentication': 'reasonPhrase',
  'end-user/messages': 'reasonPhrase',
  'end-user/reportees': 'reasonPhrase',
  'end-user/organizations': 'reasonPhrase',
  'end-user/profile': 'reasonPhrase',
  'end-user/roles': 'reasonPhrase',
  'end-user/rights': 'reasonPhrase',
  'end-user/app-rights': 'reasonPhrase',
  'end-user/role-definitions': 'reasonPhrase',
  'end-user/delegations': 'reasonPhrase',
  'end-user/lookup': 'reasonPhrase',
  'end-user/broker-inbox': 'model',
  'end-user/broker-outbox': 'model',
  'enterprise/consent-requests': 'model',
  'enterprise/tokens': 'reasonPhrase',
  'enterprise/delegation-requests': 'model',
  'enterprise/enterprise-users': 'model',
  'metadata/services': 'reasonPhrase',
  'metadata/code-lists': 'reasonPhrase',
  'metadata/role-requirements': 'reasonPhrase',
  'metadata/role-definitions': 'reasonPhrase',
  'metadata/keys': 'reasonPhrase',
  'service-owner/reportees': 'reasonPhrase',
  'service-owner/rights': 'reasonPhrase',
  'service-owner/app-rights': 'reasonPhrase',
  'service-owner/roles': 'reasonPhrase',
  'service-owner/role-definitions': 'reasonPhrase',
  'service-owner/delegations': 'reasonPhrase',
  'service-owner/delegation-requests': 'model',
  'service-owner/consents': 'model',
  'service-owner/events': 'reasonPhrase',
  'service-owner/notifications': 'reasonPhrase',
  'service-owner/organizations': 'reasonPhrase',
  'service-owner/srr': 'model',
} as const satisfies Record<string, ErrorManner>

export type ErrorManner = 'reasonPhrase' | 'model'
export type GroupName = keyof typeof groups

export type CallerKind = 'systemuser' | 'organisation' | 'person'

/** Where a request names the service that it is about. */
export type Finds =
  | { readonly in: 'query' }
  | { readonly in: 'path' }
  /** The broker's description of a file: JSON within the query. */
  | { readonly in: 'description' }
  /** Top-level members of the body. */
  | { readonly in: 'body' }
  /** A file reference: Altinn 2 and Altinn 3 both issue guids, so either may know it. */
  | { readonly in: 'reference' }
  /** The id of an element in the message box, which says itself whose it is. */
  | { readonly in: 'messageId' }
  /** Perhaps `$filter` narrows a list to some. */
  | { readonly in: 'filter' }
  | { readonly in: 'nowhere' }

/** The kinds of places in Altinn 3 that the services file names. */
export type TargetKind =
  'app' | 'broker' | 'correspondence' | 'resource' | 'consent' | 'lookup' | 'nowhere'

/**
 * Where an answer lies in Altinn 3: in places of one kind; with `element` in those that have elements
 * of the message box; with `service` in all that services have gone to; or with `any` in none, so that
 * services that are named only narrow it, wherever they went.
 */
export type Targets = TargetKind | 'element' | 'service' | 'any'

/**
 * What the row answers once its service or group is on Altinn 3. Which functions a row points at is
 * said in `translation.ts`: who only reads rows has no need to know.
 */
export type WhenMoved<Translation = unknown, Merge = unknown> =
  | {
      readonly kind: 'translated'
      readonly target: Targets
      readonly translation: Translation
      readonly pointer: Pointer
    }
  | {
      readonly kind: 'merged'
      readonly target: Targets
      readonly translation: Translation
      readonly merge: Merge
      readonly pointer: Pointer
    }
  | Unanswered

/** Why a row has no translation, and what to use in place of it. */
export type Unanswered =
  /** 410: Altinn does not continue the operation; the pointer says what to use instead. */
  | { readonly kind: 'notContinued'; readonly pointer: Pointer }
  /** 501: Altinn 3 could do it; this gateway does not. */
  | { readonly kind: 'notAnswered'; readonly pointer: Pointer }
  /** 501: the named setting would make it possible. */
  | {
      readonly kind: 'needsConfiguration'
      readonly setting: string
      readonly pointer: Pointer
    }

/** What a right in Altinn 3 allows, as its policies name it. */
export type Action = 'read' | 'write' | 'instantiate' | 'sign' | 'delete'

/** One operation of Altinn 2's surface: everything anybody asks of it before reading code. */
export interface Endpoint<Translation = unknown, Merge = unknown> {
  /** Its name everywhere: here, in `src/translate/`, in `tests/exchanges/`, in logs. */
  readonly id: string
  /** Its row in Altinn 2's published catalogue, for coverage. */
  readonly catalogue: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Altinn 2's spelling; matched without regard to case. */
  readonly path: string
  /** One pattern for each `{name}` in the path. */
  readonly params: Readonly<Record<string, Pattern>>
  /** Query names that name parties, in lists with commas: only the caller's own may be named. */
  readonly partiesInQuery?: readonly string[]
  /** Tells rows of the same method and path apart: query names that must all be present. */
  readonly whenQuery?: readonly string[]
  /** 1: not continued. 2: a transitional answer. As Altinn announced it for the group. */
  readonly strategy: 1 | 2 | 'undecided'
  readonly callers: readonly CallerKind[] | 'public'
  /** Any of these, exactly; an empty list asks for none. */
  readonly scopes: {
    readonly altinn2: readonly string[]
    readonly altinn3: readonly string[]
    /** A list from several products: each of Altinn 3's scopes shows a part, all of them the whole. */
    readonly altinn3InParts?: true
    /** All of them are needed, and none of them shows a part. */
    readonly altinn3All?: true
    /** Where an id says which products are asked: what each kind of element takes of them, all. */
    readonly altinn3ByElement?: Readonly<Record<'form' | 'message', readonly string[]>>
  }
  readonly group: GroupName
  readonly finds: Finds
  /** `submits`: sends something new; Altinn 2 stopped taking that weeks before it closed. */
  readonly effect: 'read' | 'marksAsRead' | 'write' | 'submits'
  /** What a claim must be permitted in an app and in another resource, where `effect` does not say it. */
  readonly actions?: { readonly app: Action; readonly resource: Action }
  /** Bytes that a request body may have; `none` where Altinn 2 took no body. */
  readonly body: number | 'none'
  /**
   * `document`: the answer is somebody's own bytes (an attachment, a form, a schema), which are
   * handed on untouched, ranges and validators included.
   */
  readonly answers: 'model' | 'document'
  /** Altinn switched the operation off itself, long before the closing. */
  readonly removed?: true
  /** What Altinn 2's answer had and this one lacks, a sentence each; the documents print it. */
  readonly losses?: readonly string[]
  readonly whenMoved: WhenMoved<Translation, Merge>
}

export function translated<Translation>(
  target: Targets,
  translation: Translation,
  pointer: Pointer,
): WhenMoved<Translation, never> {
  return { kind: 'translated', target, translation, pointer }
}

export function merged<Translation, Merge>(
  target: Targets,
  translation: Translation,
  merge: Merge,
  pointer: Pointer,
): WhenMoved<Translation, Merge> {
  return { kind: 'merged', target, translation, merge, pointer }
}

export function notContinued(pointer: Pointer): Unanswered {
  return { kind: 'notContinued', pointer }
}

export function notAnswered(pointer: Pointer): Unanswered {
  return { kind: 'notAnswered', pointer }
}

/** @param setting of the configuration, as the operator writes it */
export function needsConfiguration(setting: string, pointer: Pointer): Unanswered {
  return { kind: 'needsConfiguration', setting, pointer }
}
