import { nugetVersions } from './applications-for-drafts.ts'
import type { BigFile } from './contents/big-file.ts'
import type { PendingMove, Workflow } from './flow.ts'
import type { Application, DataElement, Instance, InstanceOwner } from './model.ts'
import type { Hidden } from './reading/lateness.ts'
import { createModes, type StorageModes } from './modes.ts'
import { seedTexts, type TextResource } from './texts.ts'
import { toMicroseconds } from './time.ts'
import type { Write } from './writing/writes.ts'

/** A row of the table of instances. */
export interface Row {
  /** Rises with every instance that is stored. */
  readonly id: number
  /** 1 and 2 are what was migrated. */
  readonly mainVersion: 1 | 2 | 3
  /** Whose it is: the instance itself may have no number. */
  readonly owner?: InstanceOwner | undefined
  instance: Instance
  elements: DataElement[]
}

export type Kind = 'error' | 'hang' | 'busy' | 'unavailable' | 'garbage' | 'drop'

/** What goes wrong with a call whose `METHOD /path` fits. */
export interface StorageFault {
  readonly kind: Kind
  readonly on?: Pick<RegExp, 'test'>
  /** How many calls yet; without it, all of them. */
  times?: number
  /** The call has its effect first, and only then its answer is lost. */
  readonly after?: true
  /** In seconds, of a 429 or a 503. */
  readonly retryAfter?: number
}

/** ValidationIssueWithSource.cs: 1 is an error, 2 a warning, 3 information. */
export interface ValidationIssue {
  readonly severity: 0 | 1 | 2 | 3 | 4 | 5
  readonly dataElementId: string | null
  /** As `tiltak[0].navn`. */
  readonly field: string | null
  readonly code: string | null
  readonly description: string | null
  readonly source: string
  readonly customTextKey?: string
  /** By place, as older apps have it; by name, as newer ones. */
  readonly customTextParams?: readonly string[]
  readonly customTextParameters?: Readonly<Record<string, string>>
}

export interface StorageState {
  /** By `org/app`. */
  readonly applications: Record<string, Application>
  /** Of apps, by their id. */
  readonly texts: Map<string, TextResource>
  /** By guid. */
  readonly rows: Map<string, Row>
  /** By data element's id. */
  readonly contents: Map<string, Buffer>
  /** Of data elements whose bytes are too many to be kept in memory. */
  readonly bigFiles: Map<string, BigFile>
  /** What the app finds when an instance is validated, by guid. */
  readonly issues: Map<string, readonly ValidationIssue[]>
  readonly faults: StorageFault[]
  readonly modes: StorageModes
  /** Every call that changed something, in turn. */
  readonly writes: Write[]
  /** Instances and elements that are there and are not seen yet, by their id. */
  readonly hidden: Map<string, Hidden>
  /** Instances that an app moves and has not answered about yet, by their guid. */
  readonly pendingMoves: Map<string, PendingMove>
  /** Of apps of version 9: what their engine says of an instance, by its guid. */
  readonly workflows: Map<string, Workflow>
  /** By guid, in milliseconds: until when a lock holds whose holder has not released it. */
  readonly locks: Map<string, number>
  /** Data elements whose scan goes on: how many looks yet, and what it will find. */
  readonly scans: Map<string, Scan>
  /** Of apps, by `org/app`: which library each is made with. */
  readonly nugetVersions: Record<string, string>
  /** Without the scheme and `platform.`: of the links, which no loopback address has. */
  hostname: string
  /** Called when a page of a list has been read, before the next one is. */
  afterPage: ((pagesRead: number) => void) | undefined
  pagesRead: number
  /** Told of every row that is new or has changed. */
  onWrite: ((row: Row) => void) | undefined
  readonly index: Index
}

export interface Scan {
  looks: number
  readonly result: 'Clean' | 'Infected'
}

/** Rows in the order of the index of the database; of everybody, and of each owner. */
interface Index {
  readonly everybody: Bucket
  readonly owners: Map<string, Bucket>
}

interface Bucket {
  readonly rows: Row[]
  /** Until something in it changes. */
  ascending?: readonly Row[] | undefined
  descending?: readonly Row[] | undefined
}

export function emptyStorage(applications: readonly Application[]): StorageState {
  return {
    applications: Object.fromEntries(applications.map((one) => [one.id, one])),
    texts: seedTexts(applications),
    rows: new Map(),
    ...{ contents: new Map(), bigFiles: new Map() },
    issues: new Map(),
    faults: [],
    modes: createModes(),
    ...{ writes: [], hidden: new Map(), scans: new Map(), nugetVersions: { ...nugetVersions } },
    ...{ pendingMoves: new Map(), workflows: new Map(), locks: new Map() },
    hostname: 'tt02.altinn.no',
    afterPage: undefined,
    pagesRead: 0,
    onWrite: undefined,
    index: { everybody: { rows: [] }, owners: new Map() },
  }
}

export interface NewInstance {
  readonly owner?: InstanceOwner
  readonly instance: Instance
  readonly elements?: readonly DataElement[]
  readonly mainVersion?: Row['mainVersion']
}

export function addInstance(state: StorageState, added: NewInstance): Row {
  const { instance, owner, elements = [], mainVersion = 3 } = added
  const id = state.rows.size + 1
  const row: Row = { id, mainVersion, owner, instance, elements: [...elements] }
  state.rows.set(instance.id, row)
  const { partyId } = instance.instanceOwner
  const owners = state.index.owners.get(partyId) ?? { rows: [] }
  state.index.owners.set(partyId, owners)
  for (const bucket of [state.index.everybody, owners]) {
    bucket.rows.push(row)
    forget(bucket)
  }
  state.onWrite?.(row)
  return row
}

/** Changes an instance as a write of somebody else's would. */
export function changeInstance(state: StorageState, guid: string, change: Partial<Instance>): void {
  const row = state.rows.get(guid)
  if (row === undefined) throw new Error(`no instance ${guid}`)
  row.instance = { ...row.instance, ...change }
  if (change.lastChanged !== undefined) {
    forget(state.index.everybody)
    forget(state.index.owners.get(row.instance.instanceOwner.partyId))
  }
  state.onWrite?.(row)
}

function forget(bucket: Bucket | undefined): void {
  if (bucket === undefined) return
  bucket.ascending = undefined
  bucket.descending = undefined
}

export const changedAt = ({ instance }: Row): number => toMicroseconds(instance.lastChanged)

/**
 * Rows in the order in which the query gives them out: by the time of the last change, and by
 * rising id where that is the same, in both directions (readinstancefromquery.sql).
 */
export function inOrder(
  { index }: StorageState,
  partyId: string | undefined,
  isAscending: boolean,
): readonly Row[] {
  const bucket = partyId === undefined ? index.everybody : index.owners.get(partyId)
  if (bucket === undefined) return []
  const direction = isAscending ? 'ascending' : 'descending'
  return (bucket[direction] ??= sort(bucket.rows, isAscending ? 1 : -1))
}

function sort(rows: readonly Row[], sign: 1 | -1): readonly Row[] {
  return rows
    .map((row) => ({ row, at: changedAt(row) }))
    .sort((one, other) => sign * (one.at - other.at) || one.row.id - other.row.id)
    .map(({ row }) => row)
}
