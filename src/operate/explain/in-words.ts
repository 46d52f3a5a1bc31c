import type { Plan } from '../../decide/plan.ts'
import type { Target } from '../../decide/register.ts'
import type { Ahead } from './ahead.ts'
import type { Depends } from './depends.ts'
import type { DescribedEntry, DescribedRefusal, DescribedScopes } from './described.ts'
import type { Explanation } from './explanation.ts'

/** An explanation for people to read; programs read the JSON. */
export function inWords(explained: Explanation): string {
  const { altinn2, register, refused } = explained
  const lines: (string | readonly string[])[] = [
    `${explained.endpoint} (${explained.catalogue}), ${explained.operation}`,
    `at ${whenOf(explained.at, explained.atInNorway)}: Altinn 2 is ${altinn2}, register ${register}`,
    `named: ${namedOf(explained)}`,
    explained.entries.flatMap(entryLines),
    explained.groupEntry === undefined
      ? []
      : `the register has ${explained.group} on ${explained.groupEntry.on}`,
    `answer: ${refused ? refusedLine(refused) : planLine(explained.narrowed ?? explained.plan)}`,
    refused && explained.plan && explained.plan.do !== 'refuse'
      ? `otherwise: ${planLine(explained.plan)}`
      : [],
    scopeLines(explained.scopes),
    explained.fallsBack ? 'when Altinn 3 fails, Altinn 2 answers' : [],
    explained.shadow ? `${explained.shadow.of} is asked beside, and compared` : [],
    explained.caller?.isExpired === true ? 'the token has expired' : [],
    explained.ahead.map(aheadLine),
    explained.depends.map(dependsLine),
  ]
  return lines
    .flat()
    .map((line) => `${line}\n`)
    .join('')
}

function whenOf(utc = '', inNorway = ''): string {
  return `${inNorway} (${utc})`
}

function namedOf({ found, where, group }: Explanation): string {
  const names = where?.names.join(' and ') ?? ''
  switch (found?.kind) {
    case undefined:
      return 'not looked for, the request is refused before'
    case 'any':
      return `a ${names}, which either side may know`
    case 'altinn2Id':
      return 'an element by a number of Altinn 2, which either side may know'
    case 'nativeId':
      return 'an element by an id that this gateway gave it: it is in Altinn 3'
    case 'group':
      return `no service${names === '' ? '' : ` (looked for in ${names})`}: the group ${group} decides`
    case 'services':
      return `services ${found.codes.join(' and ')}, in ${names}`
    case 'service': {
      const edition = found.edition === undefined ? ', all editions' : `/${found.edition}`
      return `service ${found.code}${edition}, in the ${where?.in ?? ''}'s ${names}`
    }
    default:
      return found satisfies never
  }
}

function entryLines(entry: DescribedEntry): string[] {
  const { service, name, owner, rollout, since, until } = entry
  const places = entry.moved.map((moved) => targetLine({ moved }))
  const facts = [
    `moved to ${places.join(', ')}`,
    ...(since === undefined ? [] : [`since ${whenOf(since, entry.sinceInNorway)}`]),
    ...(until === undefined ? [] : [`until ${whenOf(until, entry.untilInNorway)}`]),
    ...(rollout === undefined ? [] : [rolloutLine(rollout)]),
    ...(entry.shadow ? ['shadowed'] : []),
    ...(entry.fallback === undefined ? [] : [`falls back: ${entry.fallback}`]),
  ]
  const title = [service, name, owner && `of ${owner}`].filter(Boolean).join(' ')
  return [`  entry ${title}: ${facts.join('; ')}`]
}

function rolloutLine(rollout: NonNullable<DescribedEntry['rollout']>): string {
  const { percent = 0, organisations = 0, bucket, isIn } = rollout
  const place =
    bucket === undefined ? '' : `: bucket ${bucket}, the organisation is ${isIn ? 'in' : 'out'}`
  return `rollout ${percent} % and ${organisations} named${place}`
}

function planLine(plan: Plan | undefined): string {
  switch (plan?.do) {
    case undefined:
      return 'nothing is decided'
    case 'forward':
      return 'Altinn 2 (forward)'
    case 'translate':
      return `Altinn 3 (translate)${placesOf(plan)}`
    case 'merge':
      return `both (merge)${placesOf(plan)}`
    case 'firstHit':
      return `${plan.order[0] === 'altinn2' ? 'Altinn 2, then Altinn 3' : 'Altinn 3, then Altinn 2'} (firstHit)${placesOf(plan)}`
    case 'refuse':
      return `refused: ${plan.because.code}`
    default:
      return plan satisfies never
  }
}

/** Where in Altinn 3, if it is a place. */
function placesOf({ targets }: { readonly targets: readonly Target[] }): string {
  return targets.length === 0 ? '' : `: ${targets.map(targetLine).join(', ')}`
}

function targetLine({ moved }: Pick<Target, 'moved'>): string {
  if ('resource' in moved) return `${moved.to} ${moved.resource}`
  return 'app' in moved ? `${moved.to} ${moved.app}` : moved.to
}

function refusedLine({ status, reason, code, setting, side }: DescribedRefusal): string {
  const missing = setting === undefined ? '' : `, ${setting} is missing`
  return `refused: ${status} ${reason} (${code}${missing}; ${side} must act)`
}

function scopeLines(scopes: Readonly<Record<string, DescribedScopes>>): string[] {
  return Object.entries(scopes).map(([side, { anyOf, allOf = [], granted, missing = [] }]) => {
    const needed = anyOf?.join(' or ') ?? allOf.join(' and ')
    const held = granted ? ': the token has it' : `: the token lacks ${missing.join(' ')}`
    return `scope for ${side}: ${needed || 'none'}${granted === undefined ? '' : held}`
  })
}

function aheadLine(ahead: Ahead): string {
  const { because, changes, refused, plan } = ahead
  const then = refused ? refusedLine(refused) : planLine(plan)
  const what = changes ? then : 'no change'
  return `ahead: ${whenOf(ahead.at, ahead.atInNorway)} ${because.join(', ')}: ${what}`
}

function dependsLine({ on, because, included, excluded }: Depends): string {
  const either =
    included === undefined ? '' : ` (included: ${planLine(included)}; not: ${planLine(excluded)})`
  return `depends on ${on}: ${because}${either}`
}
