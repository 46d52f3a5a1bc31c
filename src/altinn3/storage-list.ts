import Type from 'typebox'
import { maybe, reader, type Operation } from './operation.ts'
import { Instance, ownerHeader, storage } from './storage.ts'

/** Narrower than all of a party's; dates are ISO 8601, and both ends are within. */
export interface InstanceListSearch {
  /** The owner's organisation number. */
  readonly owner: string
  /** Owner and name; one. */
  readonly appId?: string
  /** A service owner's code; one. */
  readonly org?: string
  readonly isArchived?: boolean
  readonly isSoftDeleted?: boolean | undefined
  readonly lastChanged?: Bounds
  readonly created?: Bounds
  /** Instances before anybody's rights are looked at, so that fewer may come. */
  readonly size: number
  /** Where the page before it ended. */
  readonly after?: string
}

export interface Bounds {
  readonly from?: string
  readonly to?: string
}

export interface InstanceList {
  /** In the order that was asked for. */
  readonly instances: readonly Instance[]
  readonly hasMore: boolean
  /** Where this page ends, if there are more. */
  readonly next?: string
}

const longestList = 32 * 1024 * 1024

/** Without what the instances hold. */
export const listInstances: Operation<InstanceListSearch, InstanceList> = {
  name: 'storage/list-instances',
  method: 'GET',
  target: (search) => `${storage}/instances?${queryOf(search).toString()}`,
  headers: ownerHeader,
  read: readPage,
  retry: 'again',
  maxAnswerBytes: longestList,
  outcomes: {},
}

const readList = reader(
  Type.Object({ instances: Type.Array(Instance), next: maybe(Type.String()) }),
)

function readPage(body: unknown): InstanceList {
  const { instances, next } = readList(body)
  const token = /[?&]continuationToken=([^&]+)/i.exec(next ?? '')?.[1]
  const after = token === undefined ? {} : { next: decodeURIComponent(token) }
  return { instances, hasMore: Boolean(next), ...after }
}

function queryOf(search: InstanceListSearch): URLSearchParams {
  const { appId, org, isArchived, isSoftDeleted, lastChanged, created, size, after } = search
  return new URLSearchParams([
    ...given('appId', appId),
    ...given('org', org),
    ...given('status.isArchived', isArchived),
    ...given('status.isSoftDeleted', isSoftDeleted),
    ...within('lastChanged', lastChanged),
    ...within('created', created),
    // What was migrated from Altinn 2 and Altinn 1 is hidden from whoever asks for no version.
    ...given('mainVersionExclude', 0),
    ...given('includeDataElements', false),
    ...given('order', 'desc:lastChanged'),
    ...given('size', size),
    ...given('continuationToken', after),
  ])
}

type Pairs = [string, string][]

function given(name: string, value: string | number | boolean | undefined): Pairs {
  return value === undefined ? [] : [[name, String(value)]]
}

function within(name: string, { from, to }: Bounds = {}): Pairs {
  return [
    ...given(name, from === undefined ? undefined : `gte:${from}`),
    ...given(name, to === undefined ? undefined : `lte:${to}`),
  ]
}

export interface Altinn1Search {
  /** The owner's organisation number. */
  readonly owner: string
  /** Where the page before it ended. */
  readonly after?: string
}

/**
 * What was migrated from Altinn 1, without what it holds. Storage finds none of it by its reference
 * (InstancesController.cs, ApplyQueryDefaults). In this order no page leaves out or repeats any.
 */
export const listAltinn1Instances: Operation<Altinn1Search, InstanceList> = {
  name: 'storage/list-altinn1-instances',
  method: 'GET',
  target: ({ after }) => {
    const query = new URLSearchParams([
      ...given('mainVersionInclude', 1),
      ...given('includeDataElements', false),
      ...given('order', 'asc:lastChanged'),
      ...given('size', 1_000),
      ...given('continuationToken', after),
    ])
    return `${storage}/instances?${query.toString()}`
  },
  headers: ownerHeader,
  read: readPage,
  retry: 'again',
  maxAnswerBytes: longestList,
  outcomes: {},
}
