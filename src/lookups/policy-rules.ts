import type { Asking } from '../altinn3/calling/ask.ts'
import { listPolicyRules, type PolicyRule } from '../altinn3/resource-registry.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'

export interface PolicyRulesLookUp {
  /**
   * The rules of a resource's policy; `undefined` where the registry has none. Throws where it does not
   * answer.
   *
   * @param id of a resource, or `app_{org}_{app}`
   */
  readonly policyRules: (id: string) => Promise<readonly PolicyRule[] | undefined>
}

export type PolicyRulesOf = (ask: Asking['ask']) => PolicyRulesLookUp['policyRules']

const maxCount = 500
/** Characters of all rules that are kept; one rule has about 300. */
const maxCharacters = 8_000_000
/** Milliseconds: policies change seldom. */
const keptFor = 30 * 60_000
/** Milliseconds: what is not there now may be published soon. */
const absentKeptFor = 60_000

interface Known {
  readonly rules?: readonly PolicyRule[]
}

export function createPolicyRulesOf(clock: Clock): PolicyRulesOf {
  const size = { max: maxCharacters, of: charactersOf }
  const cache = createCache<Known>(maxCount, clock, 'callers', size)
  return (ask) => async (id) => {
    const { rules } = await cache.get(id, async () => {
      const asked = clock.now()
      const found = await ask(listPolicyRules, { id })
      return found === undefined
        ? { value: {}, until: asked + absentKeptFor }
        : { value: { rules: found }, until: asked + keptFor }
    })
    return rules
  }
}

function charactersOf({ rules = [] }: Known): number {
  return rules.reduce((sum, rule) => sum + sizeOf(rule), 1)
}

/** About as many characters as the rule has, which may have a hundred attributes. */
function sizeOf({ subject, action, resource }: PolicyRule): number {
  return [...subject, action, ...resource].reduce(
    (sum, { type, value }) => sum + type.length + value.length + 20,
    0,
  )
}
