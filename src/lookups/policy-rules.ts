import type { Asking } from '../altinn3/calling/ask.ts'
import { listPolicyRules, type PolicyRule } from '../altinn3/resource-registry.ts'
import type { Clock } from '../runtime/clock.ts'
import { createLasting } from './lasting.ts'

export interface PolicyRulesLookUp {
  /**
   * The rules of a resource's policy, as they are now or as they could last be read; `undefined` where the
   * registry has none. Throws where it does not answer.
   *
   * @param id of a resource, or `app_{org}_{app}`
   * @param by whom it is named: what callers name themselves is kept apart, so that it pushes nothing out
   * which the services file names; without it, by the services file
   */
  readonly policyRules: (
    id: string,
    by?: 'servicesFile' | 'caller',
  ) => Promise<readonly PolicyRule[] | undefined>
}

export type PolicyRulesOf = (ask: Asking['ask']) => PolicyRulesLookUp['policyRules']

const maxCount = 2_000
/** Characters of all rules that are kept; one rule has about 300. */
const maxCharacters = 8_000_000
/** The same of what is not in the services file. */
const maxOtherCount = 200
const maxOtherCharacters = 1_000_000
/** Milliseconds: policies change seldom. */
const lifetimes = {
  keptFor: 30 * 60_000,
  absentKeptFor: 60_000,
  servesOnFor: 24 * 60 * 60_000,
  retryAfter: 30_000,
  failureKeptFor: 5_000,
}

export function createPolicyRulesOf(clock: Clock): PolicyRulesOf {
  const keep = (count: number, max: number) =>
    createLasting<readonly PolicyRule[]>(count, clock, lifetimes, { max, of: charactersOf })
  const kept = {
    servicesFile: keep(maxCount, maxCharacters),
    caller: keep(maxOtherCount, maxOtherCharacters),
  }
  return (ask) =>
    (id, by = 'servicesFile') =>
      kept[by].get(id, () => ask(listPolicyRules, { id }))
}

function charactersOf(rules: readonly PolicyRule[]): number {
  return rules.reduce((sum, rule) => sum + sizeOf(rule), 1)
}

/** About as many characters as the rule has, which may have a hundred attributes. */
function sizeOf({ subject, action, resource }: PolicyRule): number {
  return [...subject, action, ...resource].reduce(
    (sum, { type, value }) => sum + type.length + value.length + 20,
    0,
  )
}
