import Type, { type Static } from 'typebox'
import { maybe, reader, Uuid, uuid, type Operation } from './operation.ts'
import { toOrganizationUrn } from './party.ts'

// Altinn/dialogporten docs/schema/V1/openapi.v1.enduser.verified.json, SearchDialogQuery's DialogDto.
const Text = Type.Object({
  value: Type.Array(Type.Object({ value: Type.String(), languageCode: maybe(Type.String()) })),
})

const Dialog = Type.Object({
  id: Uuid,
  org: Type.String(),
  /** A urn. */
  serviceResource: Type.String(),
  serviceResourceType: maybe(Type.String()),
  /** A urn. */
  party: Type.String(),
  createdAt: Type.String(),
  contentUpdatedAt: Type.String(),
  dueAt: maybe(Type.String()),
  status: maybe(Type.String()),
  isContentSeen: maybe(Type.Boolean()),
  endUserContext: maybe(
    Type.Object({
      revision: maybe(Type.String()),
      systemLabels: maybe(Type.Array(Type.String())),
    }),
  ),
  latestActivity: maybe(
    Type.Object({ performedBy: maybe(Type.Object({ actorName: maybe(Type.String()) })) }),
  ),
  content: maybe(
    Type.Object({ title: maybe(Text), summary: maybe(Text), senderName: maybe(Text) }),
  ),
})

/** A dialog as lists have it. */
export type Dialog = Static<typeof Dialog>
/** One text in its languages. */
export type DialogText = Static<typeof Text>

export interface DialogSearch {
  /** The organisation number of whose dialogs they are. */
  readonly owner: string
  /** Resource ids, at most twenty; none: all. */
  readonly resources?: readonly string[]
  /** Service owners' codes, at most twenty; none: all. */
  readonly orgs?: readonly string[]
  readonly systemLabel?: 'Default' | 'Bin' | 'Archive'
  readonly isContentSeen?: boolean
  /** ISO 8601 with a zone; both ends are within. */
  readonly contentUpdatedAfter?: string | undefined
  readonly contentUpdatedBefore?: string | undefined
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
  /** When they came to be never changes, which their order by content does. */
  readonly orderBy: 'contentUpdatedAt' | 'createdAt'
  /** Of the page before. */
  readonly continuationToken?: string | undefined
  /** At most a thousand. */
  readonly limit: number
}

export interface DialogPage {
  readonly dialogs: readonly Dialog[]
  /** Where the next page begins; absent on the last one. */
  readonly next?: string
}

export const dialogsPerPage = 1_000
export const resourcesPerSearch = 20
export const ownersPerSearch = 20

const dialogporten = '/dialogporten/api/v1/enduser'
const resource = 'urn:altinn:resource:'
const longestPage = 16 * 1024 * 1024

/**
 * Dialogs of correspondences, latest first, and few others: what apps fill in has other statuses
 * but when it is rejected (Altinn/altinn-correspondence CreateDialogRequestMapper.cs).
 */
export const searchDialogs: Operation<DialogSearch, DialogPage> = {
  name: 'dialogporten/search-dialogs',
  method: 'GET',
  base: 'dialogporten',
  target: (search) => `${dialogporten}/dialogs?${queryOf(search).toString()}`,
  read: (body) => {
    const { items, hasNextPage, continuationToken: next } = readPage(body)
    // The last page has a token, too.
    return { dialogs: items, ...(hasNextPage && next ? { next } : {}) }
  },
  retry: 'again',
  maxAnswerBytes: longestPage,
  outcomes: {},
}

const readPage = reader(
  Type.Object({
    items: Type.Array(Dialog),
    hasNextPage: Type.Boolean(),
    continuationToken: maybe(Type.String()),
  }),
)

function queryOf(search: DialogSearch): URLSearchParams {
  const { owner, resources = [], orgs = [], orderBy, limit, isContentSeen, ...texts } = search
  const query = new URLSearchParams({ party: toOrganizationUrn(owner) })
  for (const status of ['NotApplicable', 'RequiresAttention']) query.append('status', status)
  for (const id of resources) query.append('serviceResource', `${resource}${id}`)
  for (const org of orgs) query.append('org', org)
  if (isContentSeen !== undefined) query.append('isContentSeen', String(isContentSeen))
  for (const [name, value] of Object.entries(texts)) if (value) query.append(name, value)
  query.append('orderBy', `${orderBy}_desc`)
  query.append('limit', String(limit))
  return query
}

/** The resource's id of a dialog's `serviceResource`. */
export function resourceIdOf({ serviceResource }: Pick<Dialog, 'serviceResource'>): string {
  return serviceResource.startsWith(resource)
    ? serviceResource.slice(resource.length)
    : serviceResource
}

/** A uuid, and what has it. */
export interface DialogReference {
  readonly of: 'dialog' | 'correspondence'
  readonly id: string
}

/** What stands behind a dialog: a dialog's and a correspondence's ids are hashes of each other's. */
export interface DialogIdentity {
  readonly dialogId: string
  /** Absent for dialogs of anything else. */
  readonly correspondenceId?: string
}

/** Looked up without having been seen; absent where there is none. */
export const lookUpDialog: Operation<DialogReference, DialogIdentity> = {
  name: 'dialogporten/look-up-dialog',
  method: 'GET',
  base: 'dialogporten',
  target: ({ of, id }) =>
    `${dialogporten}/dialoglookup?${new URLSearchParams({ instanceRef: `urn:altinn:${of}-id:${id}` }).toString()}`,
  read: (body) => {
    const { dialogId, instanceRef } = readIdentity(body)
    const [, correspondenceId] = correspondenceReference.exec(instanceRef) ?? []
    return { dialogId, ...(correspondenceId === undefined ? {} : { correspondenceId }) }
  },
  retry: 'again',
  // A list goes by rights that are kept for longer (InfrastructureExtensions.cs): it may show more.
  outcomes: { 403: 'ALTINN3_ACCESS_REFUSED', 404: 'absent', 410: 'absent' },
}

const correspondenceReference = new RegExp(`^urn:altinn:correspondence-id:(${uuid})$`, 'i')

const readIdentity = reader(
  Type.Object({
    dialogId: Uuid,
    instanceRef: Type.String(),
  }),
)

/** Opens a dialog for no more than that: who does so has seen it, and it is marked unopened no more. */
export const seeDialog: Operation<{ readonly id: string }, true> = {
  name: 'dialogporten/see-dialog',
  method: 'GET',
  base: 'dialogporten',
  target: ({ id }) => `${dialogporten}/dialogs/${id}`,
  read: () => true,
  retry: 'again',
  outcomes: { 403: 'absent', 404: 'absent', 410: 'absent' },
}

/** A label for the whole party. Each of these takes the place of the other (SystemLabelService.cs). */
export type DialogLabel = 'Archive' | 'Bin'

export interface Labelling {
  readonly id: string
  readonly label: DialogLabel
  /** Of the labels, as the dialog was read: without it, whatever the labels are by now. */
  readonly revision: string | undefined
}

/**
 * Gives a dialog a label without having seen it. Absent where the dialog is gone, and where its
 * labels have changed since that revision.
 */
export const labelDialog: Operation<Labelling, true> = {
  name: 'dialogporten/label-dialog',
  method: 'PUT',
  base: 'dialogporten',
  target: ({ id }) => `${dialogporten}/dialogs/${id}/context/systemlabels`,
  headers: ({ revision }) => (revision === undefined ? {} : { 'if-match': revision }),
  sends: ({ label }) => ({ json: { addLabels: [label] } }),
  read: () => true,
  // If the call with the lost answer has worked, the next one is 412, and a new look finds the label.
  retry: 'again',
  outcomes: {
    403: 'ALTINN3_ACCESS_REFUSED',
    404: 'absent',
    409: 'absent',
    410: 'absent',
    412: 'absent',
  },
}

/** Ids of the resources that a party has dialogs of and that the caller may see there. */
export const listDialogResources: Operation<{ readonly owner: string }, readonly string[]> = {
  name: 'dialogporten/list-dialog-resources',
  method: 'GET',
  base: 'dialogporten',
  target: ({ owner }) =>
    `${dialogporten}/serviceresources?${new URLSearchParams({ party: toOrganizationUrn(owner) }).toString()}`,
  read: (body) =>
    readResources(body).items.map(({ serviceResource: { id } }) =>
      resourceIdOf({ serviceResource: id }),
    ),
  retry: 'again',
  outcomes: {},
}

const readResources = reader(
  Type.Object({
    items: Type.Array(Type.Object({ serviceResource: Type.Object({ id: Type.String() }) })),
  }),
)
