import { describe, expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import type { Question, Verdict } from '../../src/altinn3/authorization.ts'
import { GatewayError, type ErrorCode } from '../../src/errors.ts'
import { createDecisionsOf, permitsKeptFor } from '../../src/lookups/decisions.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const question: Question = {
  subject: { systemUser: '6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f' },
  place: { resource: 'acn-broker-02' },
  party: '313876144',
  action: 'read',
}

/** A decision point that says what the list says, in turn; a code is thrown. */
function scripted(...answers: readonly (Verdict | ErrorCode)[]): {
  readonly ask: Asking['ask']
  readonly asked: unknown[]
} {
  const asked: unknown[] = []
  const ask = (_: unknown, sent: unknown): Promise<unknown> => {
    const answer = answers[asked.length] ?? 'unreadable'
    asked.push(sent)
    const isVerdict = ['permit', 'refused', 'unreadable'].includes(answer)
    return isVerdict
      ? Promise.resolve(answer)
      : Promise.reject(new GatewayError(answer as ErrorCode))
  }
  return { ask: ask as Asking['ask'], asked }
}

const unavailable = { code: 'DECISION_UNAVAILABLE' }

describe('a permit', () => {
  it('is remembered for a minute, and not a moment longer', async () => {
    const clock = virtualClock()
    const { ask, asked } = scripted('permit', 'refused')
    const decisionOn = createDecisionsOf(clock)('token', ask)
    expect(await decisionOn(question)).toBe('permit')
    clock.advance(permitsKeptFor - 1)
    expect(await decisionOn(question)).toBe('permit')
    expect(asked).toEqual([question])
    clock.advance(1)
    expect(await decisionOn(question)).toBe('refused')
    expect(permitsKeptFor).toBeLessThanOrEqual(60_000)
  })

  it('counts from when it was asked for, however long the answer took', async () => {
    const clock = virtualClock()
    const { ask } = scripted('permit', 'refused')
    const slowly = (async (...sent: Parameters<Asking['ask']>) => {
      const answer = await ask(...sent)
      clock.advance(permitsKeptFor)
      return answer
    }) as Asking['ask']
    const decisionOn = createDecisionsOf(clock)('token', slowly)
    expect(await decisionOn(question)).toBe('permit')
    expect(await decisionOn(question)).toBe('refused')
  })

  it('is asked for once by many who ask at the same time', async () => {
    const { ask, asked } = scripted('permit')
    const decisionOn = createDecisionsOf(virtualClock())('token', ask)
    const answers = await Promise.all(Array.from({ length: 50 }, () => decisionOn(question)))
    expect(new Set(answers)).toEqual(new Set(['permit']))
    expect(asked).toHaveLength(1)
  })

  it.each<[string, string, Partial<Question>]>([
    ['another token', 'other', {}],
    ['another resource', 'token', { place: { resource: 'acn-broker-03' } }],
    ['an app', 'token', { place: { org: 'ttd', app: 'acn-broker-02' } }],
    ['another party', 'token', { party: '312658496' }],
    ['another action', 'token', { action: 'write' }],
  ])('says nothing about %s', async (_, token, changed) => {
    const { ask, asked } = scripted('permit', 'refused')
    const decisionsOf = createDecisionsOf(virtualClock())
    expect(await decisionsOf('token', ask)(question)).toBe('permit')
    expect(await decisionsOf(token, ask)({ ...question, ...changed })).toBe('refused')
    expect(asked).toHaveLength(2)
  })
})

describe('anything but a permit', () => {
  it('is asked for again', async () => {
    const { ask } = scripted('refused', 'unreadable', 'ALTINN3_SILENT', 'permit')
    const decisionOn = createDecisionsOf(virtualClock())('token', ask)
    expect(await decisionOn(question)).toBe('refused')
    await expect(decisionOn(question)).rejects.toMatchObject(unavailable)
    await expect(decisionOn(question)).rejects.toMatchObject(unavailable)
    expect(await decisionOn(question)).toBe('permit')
  })

  it.each(['ALTINN3_SILENT', 'ALTINN3_UNREACHABLE', 'ALTINN3_UNREADABLE', 'ALTINN3_BUSY'] as const)(
    'is no decision when Altinn 3 fails: %s',
    async (code) => {
      const decisionOn = createDecisionsOf(virtualClock())('token', scripted(code).ask)
      await expect(decisionOn(question)).rejects.toMatchObject({ ...unavailable, cause: { code } })
    },
  )

  it('keeps its name when it is no failure of Altinn 3', async () => {
    const decisionOn = createDecisionsOf(virtualClock())('token', scripted('UNEXPECTED').ask)
    await expect(decisionOn(question)).rejects.toMatchObject({ code: 'UNEXPECTED' })
  })
})
