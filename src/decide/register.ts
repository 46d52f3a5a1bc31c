import { createHash } from 'node:crypto'
import type { ServiceKey } from '../altinn2/service-key.ts'
import type { TargetKind, Targets } from '../endpoint.ts'

const elements: readonly TargetKind[] = ['app', 'correspondence']
const all: readonly TargetKind[] = [...elements, 'broker', 'resource', 'consent', 'lookup']

function kindsOf(targets: Targets): readonly TargetKind[] {
  if (targets === 'any' || targets === 'service') return all
  return targets === 'element' ? elements : [targets]
}

/** Where a service went, as the services file says it. */
export type Moved =
  | {
      readonly to: 'app'
      readonly app: string
      readonly default?: boolean
      readonly mainForm?: string
      readonly forms?: Readonly<Record<string, string>>
      readonly attachments?: Readonly<Record<string, string>>
      readonly steps?: Readonly<Record<string, 'confirm' | 'sign'>>
      readonly xml?: {
        readonly rename?: Readonly<Record<string, string>>
        readonly drop?: readonly string[]
      }
      readonly archive?: string
      readonly signingText?: string
    }
  | {
      readonly to: 'broker' | 'correspondence' | 'consent'
      readonly resource: string
      readonly default?: boolean
    }
  | {
      readonly to: 'resource'
      readonly resource: string
      readonly accessList?: string
      readonly default?: boolean
    }
  | {
      readonly to: 'lookup'
      readonly app: string
      readonly dataType: string
      readonly default?: boolean
    }
  | { readonly to: 'nowhere'; readonly useInstead?: string; readonly default?: boolean }

export interface Rollout {
  readonly percent?: number
  readonly organisations?: readonly string[]
}

export interface ServiceEntry {
  readonly service: ServiceKey
  readonly name?: string
  readonly moved: readonly Moved[]
  /** The service owner's code. */
  readonly owner?: string
  /** Milliseconds since 1970; absent: moved already. */
  readonly since?: number
  /** Its last second. */
  readonly until?: number
  readonly rollout?: Rollout
  /** Also ask the side that does not answer, and compare. */
  readonly shadow?: boolean
  /** What Altinn 2 answers when Altinn 3 fails. */
  readonly fallback?: 'reads'
}

export interface GroupEntry {
  readonly on: 'altinn2' | 'altinn3' | 'both'
  readonly since?: number
  readonly until?: number
}

/** A place in Altinn 3 that answers for one service. */
export interface Target {
  readonly service: ServiceKey
  readonly moved: Moved
  /** All that the services file says of the service, for rows that ask in `service` places. */
  readonly entry?: ServiceEntry
}

/** What has moved where: one immutable snapshot, read by `decide` alone. */
export interface Register {
  /** A short hash of the document, so that an answer can name what decided it; ten characters. */
  readonly version: string
  /** By service code in lower case. */
  readonly services: ReadonlyMap<string, readonly ServiceEntry[]>
  /** Every place of a kind, whatever `since` or rollout say: an element lives where it lives. */
  readonly targets: ReadonlyMap<Exclude<Targets, 'any'>, readonly Target[]>
  readonly groups: ReadonlyMap<string, GroupEntry>
}

/** A services file as it was read: plain values, which can be handed from one thread to another. */
export interface RegisterContent {
  readonly version: string
  readonly services: readonly ServiceEntry[]
  readonly groups: Readonly<Record<string, GroupEntry>>
}

/** Arranges what was read so that no decision depends on how much it is. */
export function toRegister({ version, services, groups }: RegisterContent): Register {
  const byCode = new Map<string, ServiceEntry[]>()
  const targets = new Map<Exclude<Targets, 'any'>, Target[]>()
  for (const entry of services) {
    append(byCode, entry.service.code.toLowerCase(), entry)
    for (const moved of entry.moved) {
      const target = { service: entry.service, moved }
      append(targets, moved.to, target)
      if (elements.includes(moved.to)) append(targets, 'element', target)
      if (all.includes(moved.to)) append(targets, 'service', { ...target, entry })
    }
  }
  return { version, services: byCode, targets, groups: new Map(Object.entries(groups)) }
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** Letter case is kept for answers and ignored in matching. */
export function entriesOf(
  register: Register,
  code: string,
  edition?: number,
): readonly ServiceEntry[] {
  const entries = register.services.get(code.toLowerCase()) ?? []
  return edition === undefined
    ? entries
    : entries.filter(({ service }) => service.edition === edition)
}

export function targetsOf({ targets }: Register, kind: Exclude<Targets, 'any'>): readonly Target[] {
  return targets.get(kind) ?? []
}

/** @param kind `any`: all that there are; `element`: those of the message box */
export function toTargets(entry: ServiceEntry, kind: Targets): readonly Target[] {
  const { service, moved } = entry
  const kinds = kindsOf(kind)
  const about = kind === 'service' ? { entry } : {}
  return moved
    .filter(({ to }) => kinds.includes(to))
    .map((one) => ({ service, moved: one, ...about }))
}

/** Is the last moment past? */
export function isOver(until: number | undefined, now: number): boolean {
  return until !== undefined && now >= endOf(until)
}

/** From when on it is past: the whole second that it names still counts. */
export function endOf(until: number): number {
  return (Math.floor(until / 1000) + 1) * 1000
}

export function wentNowhere({ moved }: Pick<ServiceEntry, 'moved'>): boolean {
  return moved.every(({ to }) => to === 'nowhere')
}

/** What the operator says to call in place of services that ended. */
export function useInsteadOf(entries: readonly ServiceEntry[]): string | undefined {
  for (const { moved } of entries) {
    for (const one of moved) if (one.to === 'nowhere' && one.useInstead) return one.useInstead
  }
  return undefined
}

/** Does the rollout include this organisation? Sticky, and raising the percentage adds only. */
export function isRolledOut(
  { service, rollout }: ServiceEntry,
  organization: string | undefined,
): boolean {
  if (rollout === undefined) return true
  if (organization === undefined) return false
  if (rollout.organisations?.includes(organization) === true) return true
  return bucketOf(service, organization) < (rollout.percent ?? 0)
}

/** From 0 to 99.99, the same on every replica and after every restart. */
export function bucketOf({ code, edition }: ServiceKey, organization: string): number {
  const hash = createHash('sha256')
    .update(`${code.toLowerCase()}/${edition}/${organization}`)
    .digest()
  return (hash.readUInt32BE(0) % 10_000) / 100
}
