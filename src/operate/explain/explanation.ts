import type { Config } from '../../config/file/load.ts'
import { isAltinn2Open } from '../../config/file/load.ts'
import type { Shadow } from '../../decide/shadow-and-fallback.ts'
import type { Plan } from '../../decide/plan.ts'
import type { Register } from '../../decide/register.ts'
import type { Endpoint, Finds } from '../../endpoint.ts'
import type { GatewayError } from '../../errors.ts'
import { serviceMembers, type Found } from '../../identify/identify-service.ts'
import { lookAhead, type Ahead } from './ahead.ts'
import type { Caller } from './caller.ts'
import { dependsOn, type Depends } from './depends.ts'
import {
  describeDate,
  describeEntry,
  describeGroup,
  describeRefusal,
  describeScopes,
  type DescribedEntry,
  type DescribedGroup,
  type DescribedRefusal,
  type DescribedScopes,
} from './described.ts'
import type { Case, JudgedCase } from './judge-case.ts'
import { forFound } from '../../decide/scopes.ts'

/** Of what the address held, only what no pattern lets be an identity number. */
export interface Explanation {
  readonly endpoint: string
  readonly catalogue: string
  readonly operation: string
  readonly group: string
  readonly callers: Endpoint['callers']
  readonly at?: string
  readonly atInNorway?: string
  readonly altinn2: 'open' | 'closed'
  /** Its version. */
  readonly register: string
  readonly caller?: DescribedCaller | undefined
  /** Whose rollout counts. */
  readonly organization?: string | undefined
  readonly found?: Found | undefined
  readonly where?: Where
  /** What the register says of the services that were named. */
  readonly entries: readonly DescribedEntry[]
  /** What it says of the group, where no service was named. */
  readonly groupEntry?: DescribedGroup | undefined
  readonly plan?: Plan | undefined
  /** What a part of the scopes leaves of the plan. */
  readonly narrowed?: Plan | undefined
  readonly refused?: DescribedRefusal | undefined
  readonly scopes: Readonly<Record<string, DescribedScopes>>
  /** Altinn 2 answers when Altinn 3 fails. */
  readonly fallsBack: boolean
  readonly shadow?: Shadow | undefined
  readonly ahead: readonly Ahead[]
  readonly depends: readonly Depends[]
}

interface Where {
  readonly in: Finds['in']
  /** Of parameters of the path or query, or members of the body. */
  readonly names: readonly string[]
}

interface DescribedCaller {
  readonly kind: string
  readonly organization: string
  readonly client?: string | undefined
  readonly issuedBy: string
  readonly expires?: string
  readonly expiresInNorway?: string
  /** By the clock, not by the moment that was asked about. */
  readonly isExpired: boolean
  readonly isSignatureChecked: false
}

export function toExplanation(
  one: Case,
  judged: JudgedCase,
  register: Register,
  config: Config,
  now: number,
  at: number,
): Explanation {
  const { row, caller } = one
  const { resolved, narrowed, refused, extras } = judged
  const { found, entries = [], plan } = resolved ?? {}
  const group = found?.kind === 'group' ? register.groups.get(row.group) : undefined
  return {
    ...basics(row, register, config, at),
    caller: describeCaller(caller, now),
    organization: caller.party,
    found,
    where: { in: row.finds.in, names: places[row.finds.in] },
    entries: entries.map((entry) => describeEntry(entry, caller.party)),
    groupEntry: group && describeGroup(group),
    plan,
    narrowed,
    refused: refused && describeRefusal(refused, config.file.altinn2),
    scopes: plan ? describeScopes(forFound(row, found), plan, caller.principal) : {},
    fallsBack: extras?.fallsBack ?? false,
    shadow: extras?.shadow,
    ahead: lookAhead(one, judged, register, config, at),
    depends: dependsOn(one, judged, register, config, at),
  }
}

/** Refused before anything was decided. */
export function toRefused(
  row: Endpoint,
  error: GatewayError,
  register: Register,
  config: Config,
  at: number,
): Explanation {
  const refused = describeRefusal(error, config.file.altinn2)
  const nothing = { entries: [], scopes: {}, fallsBack: false, ahead: [], depends: [] }
  return { ...basics(row, register, config, at), refused, ...nothing }
}

function basics(row: Endpoint, register: Register, config: Config, at: number) {
  return {
    endpoint: row.id,
    catalogue: row.catalogue,
    operation: `${row.method} ${row.path}`,
    group: row.group,
    callers: row.callers,
    ...describeDate('at', at),
    altinn2: isAltinn2Open(config, at) ? ('open' as const) : ('closed' as const),
    register: register.version,
  }
}

const places: Readonly<Record<Finds['in'], readonly string[]>> = {
  path: ['serviceCode', 'serviceEditionCode'],
  query: ['serviceCode', 'serviceEditionCode'],
  description: ['brokerServiceDescription'],
  body: serviceMembers,
  reference: ['reference'],
  messageId: ['messageId'],
  filter: ['$filter'],
  nowhere: [],
}

function describeCaller({ principal }: Caller, now: number): DescribedCaller | undefined {
  if (principal === undefined) return undefined
  const { kind, organization, client, issuedBy, expires } = principal
  return {
    kind,
    organization,
    client,
    issuedBy,
    ...describeDate('expires', expires),
    isExpired: expires <= now,
    isSignatureChecked: false,
  }
}
