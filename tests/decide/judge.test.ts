import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Query } from '../../src/altinn2/query.ts'
import { judge, judgeOperation, type JudgedCaller, type Judgement } from '../../src/decide/judge.ts'
import type { Said } from '../../src/decide/service-and-plan.ts'
import { sidesOf } from '../../src/decide/plan.ts'
import { missingScopes } from '../../src/decide/scopes.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { GatewayError } from '../../src/errors.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { content, frozenRegister, given, row } from '../support/registers.ts'

const { customer } = organizations
const guid = '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e'

const query = fastCheck
  .constantFrom<readonly (readonly [string, string])[]>(
    [],
    [['serviceCode', '4947']],
    [
      ['serviceCode', '4947'],
      ['serviceEditionCode', '1'],
    ],
    [['serviceEditionCode', 'one']],
    [['$filter', "ServiceCode eq '4947'"]],
    [['$filter', 'ServiceCode eq']],
    [['app', 'ttd/prove']],
  )
  .map((pairs) => new Query(pairs))

const said: fastCheck.Arbitrary<Said> = fastCheck.record({
  params: fastCheck.constant({ who: customer.number, reference: guid, messageId: 'a1', id: '1' }),
  query,
  members: fastCheck.constantFrom<Said['members']>({}, { ServiceCode: '4947' }),
})

const scopeNames = ['altinn:enduser', 'altinn:broker.read', 'digdir:dialogporten', 'other']
const caller: fastCheck.Arbitrary<JudgedCaller> = fastCheck.record(
  {
    party: fastCheck.option(fastCheck.constant(customer.number), { nil: undefined }),
    isClaimed: fastCheck.boolean(),
    scopes: fastCheck.oneof(
      fastCheck.constant('unknown' as const),
      fastCheck.subarray(scopeNames).map((names) => new Set(names)),
    ),
    ownerCode: fastCheck.constantFrom(
      () => 'ttd',
      () => undefined,
    ),
  },
  { requiredKeys: ['party', 'isClaimed', 'scopes'] },
)

/** Checks something of every judgement that can be thought of. */
function always(
  holds: (
    judged: Judgement,
    about: {
      readonly row: Endpoint
      readonly caller: JudgedCaller
      readonly again: () => Judgement
    },
    refusedAlways: boolean,
  ) => void,
): void {
  const listScopes = fastCheck.constantFrom('all' as const, 'partial' as const)
  fastCheck.assert(
    fastCheck.property(
      ...([content, row, said, caller, given, listScopes] as const),
      (content, row, said, caller, moments, listScopes) => {
        const moment = { ...moments, register: frozenRegister(content), listScopes }
        const again = (): Judgement => judge(row, said, caller, moment)
        holds(again(), { row, caller, again }, judgeOperation(row, said, moment) !== undefined)
      },
    ),
    { numRuns: 500 },
  )
}

describe('a judgement', () => {
  it('is the same each time, and never an exception', () => {
    always((judged, { again }) => expect(again()).toEqual(judged))
  })

  it('lets no claim pass without a place that Altinn 3 must permit', () => {
    always((judged, { caller }) => {
      if (judged.refused !== undefined || !caller.isClaimed) return
      expect(judged.plan.do).toBe('translate')
      expect(judged.permits).not.toEqual([])
    })
  })

  it('names no place to permit for a party that stands already', () => {
    always((judged, { caller }) => {
      if (!caller.isClaimed) expect(judged.permits).toEqual([])
    })
  })

  it('asks no side whose scopes the caller lacks', () => {
    always((judged, { caller }) => {
      if (judged.refused !== undefined || caller.scopes === 'unknown') return
      const { held, plan, withheld } = judged
      const { scopes } = caller
      const lacking = sidesOf(plan).flatMap((side) => missingScopes(held, side, scopes))
      expect(lacking.filter((scope) => !withheld.includes(scope))).toEqual([])
    })
  })

  it('refuses every caller alike where the operation never answers', () => {
    always((judged, _, refusedAlways) => {
      if (!refusedAlways) return
      expect(judged.permits).toEqual([])
      if (judged.refused === undefined) expect(judged.plan.do).toBe('refuse')
      else expect(judged.refused).toBeInstanceOf(GatewayError)
    })
  })
})
