import { takesApiKey } from '../../authorise/api-key.ts'
import type { Config } from '../../config/file/load.ts'
import { needsMembers } from '../../decide/judge.ts'
import type { Plan } from '../../decide/plan.ts'
import type { Register, ServiceEntry } from '../../decide/register.ts'
import { judgeCase, momentOf, type Case, type JudgedCase } from './judge-case.ts'
import { ownersOf } from '../../decide/owner.ts'

/** Something that the question left open, or that others would have to be asked. */
export interface Depends {
  readonly on: 'token' | 'organization' | 'body' | 'altinn3' | 'serviceOwners' | 'apiKey'
  readonly because: string
  /** What would be done for an organisation that the rollout includes, and for another. */
  readonly included?: Plan | undefined
  readonly excluded?: Plan | undefined
}

export function dependsOn(
  one: Case,
  judged: JudgedCase,
  register: Register,
  config: Config,
  now: number,
): readonly Depends[] {
  const { row, caller } = one
  const depends: Depends[] = []
  if (row.callers !== 'public' && caller.principal === undefined) {
    depends.push({ on: 'token', because: 'the kind of caller and its scopes are not known' })
  }
  depends.push(
    ...onRollout(one, judged, register, config, now),
    ...onBody(one, register, config, now),
  )
  if (caller.asks !== undefined) {
    const unless = caller.principal === undefined ? ', unless it is the own organisation' : ''
    const because = `Altinn 3 is asked for ${caller.asks}: may the caller act for {who}${unless}?`
    depends.push({ on: 'altinn3', because })
  }
  depends.push(...onOwner(one, judged))
  const { mode } = config.file.apiKeys
  if (mode !== 'forward' && takesApiKey(row)) {
    const because =
      mode === 'registry' ? 'ApiKey must be one that opens this' : 'ApiKey must be sent'
    depends.push({ on: 'apiKey', because })
  }
  return depends
}

function onRollout(
  one: Case,
  { resolved }: JudgedCase,
  register: Register,
  config: Config,
  now: number,
): readonly Depends[] {
  const { row, caller } = one
  const isRolledOut = resolved?.entries.some(({ rollout }) => rollout !== undefined) === true
  if (!isRolledOut || caller.party !== undefined || row.callers === 'public') return []
  const included = judgeCase(one, withoutRollouts(register), config, now).resolved?.plan
  const because = 'a rollout includes some organisations and not others'
  return [{ on: 'organization', because, included, excluded: resolved.plan }]
}

function withoutRollouts(register: Register): Register {
  const services = new Map(
    [...register.services].map(([code, entries]) => [code, entries.map(withoutRollout)]),
  )
  return { ...register, services }
}

function withoutRollout(entry: ServiceEntry): ServiceEntry {
  const { rollout, ...others } = entry
  return rollout === undefined ? entry : others
}

function onBody(
  { row, members }: Case,
  register: Register,
  config: Config,
  now: number,
): readonly Depends[] {
  const isAsked = needsMembers(row, momentOf(register, config, now))
  if (!isAsked || members.ServiceCode !== undefined) return []
  const because = 'its body would name the service: say which, and it counts as if it did'
  return [{ on: 'body', because }]
}

function onOwner({ row, query }: Case, { resolved }: JudgedCase): readonly Depends[] {
  if (!row.group.startsWith('service-owner/')) return []
  const owners = ownersOf({ query, entries: resolved?.entries ?? [] })
  const known = owners.flatMap((owner) => owner ?? [])
  const code = known.length === 0 ? '' : `, with the code ${[...new Set(known)].join(' and ')}`
  const isNobodys = owners.includes(undefined)
  const unless = isNobodys
    ? '; Altinn 3 is not asked, since the services file does not name the owner of this service'
    : ''
  const because = `the caller must be on Altinn's list of them${code}${unless}`
  return [{ on: 'serviceOwners', because }]
}
