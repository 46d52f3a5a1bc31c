import { describe, expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import { createPolicyRulesOf } from '../../src/lookups/policy-rules.ts'

describe('the policies of the services file', () => {
  it('stay kept whatever apps callers name', async () => {
    const asked: string[] = []
    const ask = ((_operation: unknown, { id }: { readonly id: string }) => {
      asked.push(id)
      return Promise.resolve([])
    }) as unknown as Asking['ask']
    const policyRules = createPolicyRulesOf({ now: () => 0, pause: () => Promise.resolve() })(ask)
    await policyRules('ttd-listed')
    for (let app = 0; app < 3_000; app += 1) await policyRules(`app_ttd_${app}`, 'caller')
    await policyRules('ttd-listed')
    expect(asked.filter((id) => id === 'ttd-listed')).toHaveLength(1)
  })
})
