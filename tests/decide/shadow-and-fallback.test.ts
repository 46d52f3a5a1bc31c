import { stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { readRegister } from '../../src/config/register/services.ts'
import {
  shadowAndFallbackOf,
  type ShadowAndFallback,
} from '../../src/decide/shadow-and-fallback.ts'
import type { Plan } from '../../src/decide/plan.ts'
import { entriesOf, toTargets } from '../../src/decide/register.ts'

const broker = { to: 'broker', resource: 'ttd-broker-prove' }

function beside(
  id: string,
  kind: 'forward' | 'translate',
  entry: object,
  more: { open?: boolean; may?: readonly string[] } = {},
): ShadowAndFallback {
  const row = endpoints.find((one) => one.id === id)
  if (row === undefined) throw new Error(id)
  const services = [{ service: '5997/1', moved: broker, ...entry }]
  const entries = entriesOf(readRegister(stringify({ services }), endpoints), '5997')
  const targets = entries.flatMap((one) => toTargets(one, 'broker'))
  const plan: Plan = kind === 'forward' ? { do: 'forward' } : { do: 'translate', targets }
  const { open = true, may = ['altinn2', 'altinn3'] } = more
  return shadowAndFallbackOf(row, plan, entries, { altinn2IsOpen: open }, (side) =>
    may.includes(side),
  )
}

const list = 'end-user/broker-inbox/list-inbox-files'
const reads = { fallback: 'reads' }
const shadow = { shadow: true }

describe('falling back on Altinn 2', () => {
  it('is for reads of services that say so', () => {
    expect(beside(list, 'translate', reads).fallsBack).toBe(true)
    expect(beside(list, 'translate', {}).fallsBack).toBe(false)
    expect(beside(list, 'forward', reads).fallsBack).toBe(false)
    for (const id of ['confirm-downloaded']) {
      expect(beside(`end-user/broker-inbox/${id}`, 'translate', reads).fallsBack).toBe(false)
    }
    expect(beside('end-user/broker-outbox/send-file', 'translate', reads).fallsBack).toBe(false)
  })

  it('takes an open Altinn 2 and its scope', () => {
    expect(beside(list, 'translate', reads, { open: false }).fallsBack).toBe(false)
    expect(beside(list, 'translate', reads, { may: ['altinn3'] }).fallsBack).toBe(false)
  })
})

describe('a shadow', () => {
  it('is of the side that does not answer', () => {
    expect(beside(list, 'translate', shadow).shadow).toMatchObject({ of: 'altinn2' })
    expect(beside(list, 'forward', shadow).shadow).toMatchObject({
      of: 'altinn3',
      targets: [{ moved: broker }],
    })
  })

  it('is cast by reads of a model alone, where the caller may ask', () => {
    expect(beside(list, 'translate', {}).shadow).toBeUndefined()
    expect(beside(list, 'translate', shadow, { open: false }).shadow).toBeUndefined()
    expect(beside(list, 'forward', shadow, { may: ['altinn2'] }).shadow).toBeUndefined()
    expect(beside(list, 'translate', shadow, { may: ['altinn3'] }).shadow).toBeUndefined()
    const sends = beside('end-user/broker-outbox/send-file', 'forward', shadow)
    const downloads = beside('end-user/broker-inbox/download-inbox-file', 'forward', shadow)
    const reading = beside('end-user/messages/get-message', 'forward', shadow)
    expect([sends, downloads, reading].map((one) => one.shadow)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
