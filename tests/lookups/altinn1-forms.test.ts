import { describe, expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import { createAltinn1FormsOf } from '../../src/lookups/altinn1-forms.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const owner = '313876144'

interface Sent {
  readonly owner: string
  readonly after?: string
}

/** So many pages, each of which has one instance of each of these references. */
function pagesOf(
  pages: number,
  references: readonly string[],
): { ask: Asking['ask']; sent: Sent[] } {
  const sent: Sent[] = []
  const ask = (_: unknown, search: Sent): Promise<unknown> => {
    sent.push(search)
    const page = Number(search.after ?? 1)
    const instances = references.map((reference) => ({
      id: `${reference} on ${page}`,
      dataValues: { A1ArchRef: reference },
    }))
    return Promise.resolve({ instances, ...(page === pages ? {} : { next: String(page + 1) }) })
  }
  return { ask: ask as Asking['ask'], sent }
}

describe('the look through Altinn 1’s archive', () => {
  it('is taken once for each reference and token, and goes on behind what it finds', async () => {
    const { ask, sent } = pagesOf(3, ['80000', '80001'])
    const formsOf = createAltinn1FormsOf(virtualClock())
    const search = { owner, reference: '80000' }
    const { altinn1FormsWith } = formsOf('token', ask)
    const ids = ['80000 on 1', '80000 on 2', '80000 on 3']
    expect([await altinn1FormsWith(search), await altinn1FormsWith(search)]).toEqual([ids, ids])
    expect(sent).toEqual([{ owner }, { owner, after: '2' }, { owner, after: '3' }])
    await altinn1FormsWith({ owner, reference: '80001' })
    await formsOf('other', ask).altinn1FormsWith(search)
    expect(sent).toHaveLength(9)
  })

  it('is taken again for what it did not find, after a while', async () => {
    const { ask, sent } = pagesOf(1, [])
    const clock = virtualClock()
    const { altinn1FormsWith } = createAltinn1FormsOf(clock)('token', ask)
    for (const [pass, looks] of [
      [0, 1],
      [29_999, 1],
      [1, 2],
    ] as const) {
      clock.advance(pass)
      expect(await altinn1FormsWith({ owner, reference: '80000' })).toEqual([])
      expect(sent).toHaveLength(looks)
    }
  })

  it('ends after ten pages, and with ten forms', async () => {
    const { ask, sent } = pagesOf(100, ['80000', '80000'])
    const { altinn1FormsWith } = createAltinn1FormsOf(virtualClock())('token', ask)
    expect(await altinn1FormsWith({ owner, reference: '80000' })).toHaveLength(10)
    expect(sent).toHaveLength(10)
  })
})
