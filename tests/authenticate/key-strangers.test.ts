import { expect, it } from 'vitest'
import { createStrangers } from '../../src/authenticate/key-strangers.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const nobody = new Set<string>()
const kids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, place) => `kid-${from + place}`)

it('an id is absent for a minute once a set came without it', () => {
  const clock = virtualClock()
  const strangers = createStrangers(clock)
  for (const kid of ['known', 'foreign']) strangers.note(kid)
  expect(strangers.isAbsent('foreign')).toBe(false)
  strangers.startLookup()(new Set(['known']))
  expect(['known', 'foreign', 'never'].map(strangers.isAbsent)).toEqual([false, true, false])
  clock.advance(59_999)
  expect(strangers.isAbsent('foreign')).toBe(true)
  clock.advance(1)
  expect(strangers.isAbsent('foreign')).toBe(false)
})

it('an id is not absent for having come while the set was on its way', () => {
  const strangers = createStrangers(virtualClock())
  const endLookup = strangers.startLookup()
  strangers.note('foreign')
  endLookup(nobody)
  expect(strangers.isAbsent('foreign')).toBe(false)
  strangers.startLookup()(nobody)
  expect(strangers.isAbsent('foreign')).toBe(true)
})

it('an id is forgotten when the set never came', () => {
  const strangers = createStrangers(virtualClock())
  strangers.note('foreign')
  strangers.startLookup()
  strangers.startLookup()(nobody)
  expect(strangers.isAbsent('foreign')).toBe(false)
})

it('a thousand ids are noted at most, and a thousand are absent at most', () => {
  const strangers = createStrangers(virtualClock())
  kids(0, 1_001).forEach(strangers.note)
  strangers.startLookup()(nobody)
  expect(kids(0, 1_001).filter(strangers.isAbsent)).toEqual(kids(0, 1_000))
  strangers.note('later')
  strangers.startLookup()(nobody)
  expect(strangers.isAbsent('later')).toBe(true)
  expect(kids(0, 1_001).filter(strangers.isAbsent)).toEqual(kids(1, 1_000))
})
