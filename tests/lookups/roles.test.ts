import { describe, expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import type { Role } from '../../src/altinn3/roles.ts'
import { GatewayError } from '../../src/errors.ts'
import { createRolesOf } from '../../src/lookups/roles.ts'

const minute = 60_000
const utinn: Role = { code: 'utinn', name: 'Utfyller', description: '', urns: [] }

/** Roles as Altinn 3 gives them, or an error in place of them, at a moment that a test sets. */
function start() {
  const state = { now: 0, calls: 0, answer: [utinn] as readonly Role[] | undefined }
  const clock = { now: () => state.now, pause: () => Promise.resolve() }
  const ask = (() => {
    state.calls += 1
    if (state.answer === undefined) throw new GatewayError('ALTINN3_BUSY')
    return Promise.resolve(state.answer)
  }) as unknown as Asking['ask']
  return { state, roles: createRolesOf(clock)(ask).roles }
}

describe('roles as Altinn 3 lists them', () => {
  it('are asked for once an hour in each language, by a hundred callers at once', async () => {
    const { state, roles } = start()
    await Promise.all(Array.from({ length: 100 }, () => roles(1044)))
    expect(state.calls).toBe(1)
    await roles(1033)
    state.now = 59 * minute
    await roles(1044)
    expect(state.calls).toBe(2)
    state.now = 61 * minute
    await roles(1044)
    expect(state.calls).toBe(3)
  })

  it('serve on for a day while Altinn 3 fails, with a call every half minute at most', async () => {
    const { state, roles } = start()
    await roles(1044)
    state.answer = undefined
    state.now = 61 * minute
    for (let asked = 0; asked < 10; asked += 1) expect(await roles(1044)).toEqual([utinn])
    expect(state.calls).toBe(2)
    state.now += minute
    expect(await roles(1044)).toEqual([utinn])
    expect(state.calls).toBe(3)
    state.now = 25 * 60 * minute
    await expect(roles(1044)).rejects.toMatchObject({ code: 'ALTINN3_BUSY' })
  })

  it('are not replaced by an empty list', async () => {
    const { state, roles } = start()
    await roles(1044)
    state.answer = []
    state.now = 61 * minute
    expect(await roles(1044)).toEqual([utinn])
  })
})
