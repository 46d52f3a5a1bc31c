import { expect, it } from 'vitest'
import { differences } from '../../src/altinn2/differences.ts'

it.each([
  [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
  [{ a: 1 }, { a: '1' }, ['a']],
  [{ a: null }, {}, ['a']],
  [{ a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ['a.b.c']],
  [[{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 3 }], ['[].a']],
  [[1, 2], [1], ['[].length']],
  [[], {}, ['value']],
  [{ a: [] }, { a: {} }, ['a']],
  [1, 2, ['value']],
  [{ _links: { self: 'x' } }, { _links: { self: 'y' } }, []],
])('says where %j and %j differ, without their values', (one, other, expected) => {
  expect(differences(one, other)).toEqual(expected)
  expect(differences(other, one)).toEqual(expected)
})

it('says no more than can be read', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, place) => [`m${place}`, place]))
  expect(differences(many, {})).toHaveLength(20)
})
