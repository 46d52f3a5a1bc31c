import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hashOf,
  idOfDialog,
  idOfInstance,
  parseMessageId,
  writeMessageId,
  type OwnId,
} from '../../../src/altinn2/messages/message-id.ts'
import { runs } from '../../support/long-run.ts'

const from2000 = Date.UTC(2000, 0, 1)
const to2100 = Date.UTC(2100, 0, 1) - 1
const largestInt64 = (1n << 63n) - 1n

const instanceId = fastCheck.uuid().map((uuid) => need(idOfInstance(uuid)))
const dialogId = fastCheck
  .tuple(fastCheck.integer({ min: from2000, max: to2100 }), fastCheck.uuid())
  .map(([created, uuid]) => need(idOfDialog(created, uuid)))
const ownId = fastCheck.oneof(instanceId, dialogId)

function need(id: OwnId | undefined): OwnId {
  if (id === undefined) throw new Error('no id')
  return id
}

describe('an id of ours', () => {
  // Once a client has one of these, it must stand for the same element for ever.
  it.each([
    [idOfInstance('00000000-0000-4000-8000-000000000000'), 'a100000000000000000'],
    [idOfInstance('6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f'), 'a114367126420862971'],
    [idOfInstance('FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF'), 'a380630551780523035'],
    [{ kind: 'dialog', created: from2000, hash: 0 } as const, 'a400000000000000000'],
    [
      idOfDialog(Date.UTC(2026, 5, 19, 12, 30, 15, 123), '019edf2c-8d03-7c44-8d5e-1f2a3b4c5d6e'),
      'a558685608873379745',
    ],
  ])('is what it was: %j', (id, expected) => {
    expect(writeMessageId(need(id), false)).toBe(expected)
  })

  it('is read back as what was written, with either letter', () => {
    fastCheck.assert(
      fastCheck.property(ownId, fastCheck.boolean(), (id, isArchived) => {
        const written = writeMessageId(id, isArchived)
        expect(written.startsWith(isArchived ? 'b' : 'a')).toBe(true)
        for (const letter of 'aAbBcC') {
          expect(parseMessageId(letter + written.slice(1))).toEqual(id)
        }
      }),
    )
  })

  it('has eighteen digits, the first not zero, and fits an int64 and twenty characters', () => {
    fastCheck.assert(
      fastCheck.property(ownId, (id) => {
        const written = writeMessageId(id, true)
        expect(written).toMatch(/^b[1-9][0-9]{17}$/)
        expect(BigInt(written.slice(1))).toBeLessThanOrEqual(largestInt64)
        expect(String(BigInt(written.slice(1)))).toBe(written.slice(1))
      }),
    )
  })

  it('is another one for another element', () => {
    fastCheck.assert(
      fastCheck.property(ownId, ownId, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other)
        expect(writeMessageId(one, true) === writeMessageId(other, true)).toBe(isSame)
      }),
    )
  })

  it('of an instance is none with a wrong digit, or with two that changed places', () => {
    const place = fastCheck.integer({ min: 0, max: 17 })
    fastCheck.assert(
      fastCheck.property(
        instanceId,
        place,
        place,
        fastCheck.integer({ min: 0, max: 9 }),
        checkWrong,
      ),
      runs(500),
    )
  })

  function checkWrong(id: OwnId, one: number, other: number, digit: number): void {
    const digits = Array.from(writeMessageId(id, false).slice(1))
    const wrong = digits.with(one, String(digit))
    const swapped = digits.with(one, digits[other] ?? '').with(other, digits[one] ?? '')
    for (const mistyped of [wrong, swapped]) {
      if (mistyped.join('') === digits.join('')) continue
      // Nine in front of the others makes it a dialog's, of a moment when there was none of these.
      const read = parseMessageId(`a${mistyped.join('')}`)
      expect(read === undefined || read.kind === 'dialog').toBe(true)
    }
  }

  it('of a dialog is another moment’s or another dialog’s with any change', () => {
    fastCheck.assert(
      fastCheck.property(dialogId, fastCheck.integer({ min: 0, max: 17 }), (id, place) => {
        const digits = Array.from(writeMessageId(id, false).slice(1))
        const wrong = digits.with(place, String((Number(digits[place]) + 1) % 10)).join('')
        expect(parseMessageId(`a${wrong}`)).not.toEqual(id)
      }),
    )
  })

  it('is not made of what has no place in it', () => {
    expect(idOfDialog(from2000 - 1, '019edf2c-8d03-7c44-8d5e-1f2a3b4c5d6e')).toBeUndefined()
    expect(idOfDialog(Date.UTC(2101, 0, 1), '019edf2c-8d03-7c44-8d5e-1f2a3b4c5d6e')).toBeUndefined()
    expect(idOfDialog(NaN, '019edf2c-8d03-7c44-8d5e-1f2a3b4c5d6e')).toBeUndefined()
    expect(idOfInstance('50100001/6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f')).toBeUndefined()
  })

  it('knows a dialog’s uuid in either case', () => {
    const uuid = '019edf2c-8d03-7c44-8d5e-1f2a3b4c5d6e'
    expect(hashOf(uuid.toUpperCase())).toBe(hashOf(uuid))
  })
})

describe('an id of Altinn 2’s own', () => {
  it.each([
    ['a7001234', { kind: 'genuine', letter: 'a', number: 7_001_234 }],
    ['B3513210', { kind: 'genuine', letter: 'b', number: 3_513_210 }],
    ['c1', { kind: 'genuine', letter: 'c', number: 1 }],
    ['a9999999999', { kind: 'genuine', letter: 'a', number: 9_999_999_999 }],
  ])('is read: %s', (text, id) => {
    expect(parseMessageId(text)).toEqual(id)
  })

  it('is never one of ours, whatever its number', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.integer({ min: 0, max: 9_999_999_999 }), (number) => {
        expect(parseMessageId(`b${number}`)).toEqual({ kind: 'genuine', letter: 'b', number })
      }),
    )
  })
})

describe('what is no id', () => {
  it.each(['', 'a', '7001234', 'd7001234', 'a-1', 'a1.5', 'a12345678901', 'a99999999999999999'])(
    'is not read: %j',
    (text) => {
      expect(parseMessageId(text)).toBeUndefined()
    },
  )

  it('lies between the last instance and the first dialog, and before the first instance', () => {
    for (const digits of ['099999999999999999', '380630551780523036', '399999999999999999']) {
      expect(parseMessageId(`a${digits}`)).toBeUndefined()
    }
  })
})
