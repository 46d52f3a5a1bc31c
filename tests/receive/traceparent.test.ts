import { expect, it } from 'vitest'
import { parseTraceparent } from '../../src/receive/traceparent.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'
const whole = `00-${trace}-${parent}-01`

it('takes a traceparent of version 00 as it is', () => {
  expect(parseTraceparent(whole)).toBe(whole)
  expect(parseTraceparent(`00-${trace}-${parent}-00`)).toBe(`00-${trace}-${parent}-00`)
})

it.each([
  ['absent', undefined],
  ['empty', ''],
  ['several, joined', `${whole}, ${whole}`],
  ['several, as a list', [whole, whole]],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${parent}-01`],
  ['a parent of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
  ['capital letters', whole.toUpperCase()],
  ['a later version', `01${whole.slice(2)}`],
  ['no version', `ff${whole.slice(2)}`],
  ['more behind it', `${whole}-more`],
  ['a line behind it', `${whole}\n`],
  ['a space before it', ` ${whole}`],
  ['too short a trace', `00-${trace.slice(1)}-${parent}-01`],
])('takes none that is not one: %s', (_, header) => {
  expect(parseTraceparent(header)).toBeUndefined()
})
