import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTarget } from '../../src/receive/target.ts'
import { runs } from '../support/long-run.ts'

const pairs = (target: string): readonly (readonly [string, string])[] | undefined =>
  parseTarget(target)?.query.pairs

describe('a query', () => {
  it.each([
    [
      'a bare quote and plus signs',
      "/a?$filter=Status+eq+'Ulest'",
      [['$filter', "Status eq 'Ulest'"]],
    ],
    ['encoded spaces', '/a?%24filter=a%20eq%201', [['$filter', 'a eq 1']]],
    ['UTF-8, encoded', '/a?x=%C3%A5', [['x', 'å']]],
    ['UTF-8, not encoded', '/a?x=\xc3\xa5', [['x', 'å']]],
    ['Latin-1, not encoded', '/a?x=\xe5', [['x', 'å']]],
    [
      'repeats, in order',
      '/a?s=1&s=2',
      [
        ['s', '1'],
        ['s', '2'],
      ],
    ],
    ['a flag', '/a?flag', [['flag', '']]],
    ['empty parts', '/a?&&x=1&', [['x', '1']]],
    ['an equals sign in a value', '/a?x=a=b', [['x', 'a=b']]],
    ['nothing but the mark', '/a?', []],
    [
      'glued on',
      '/a&x=1&y=2',
      [
        ['x', '1'],
        ['y', '2'],
      ],
    ],
    ['the flag that means nothing any more', '/a?forceEIAuthentication=true&x=1', [['x', '1']]],
  ])('is read: %s', (_, target, expected) => {
    expect(pairs(target)).toEqual(expected)
  })

  it.each([
    ['a control', '/a?x=%07'],
    ['half a character', '/a?x=%e'],
    ['bytes that are not UTF-8', '/a?x=%ff'],
  ])('is refused: %s', (_, target) => {
    expect(parseTarget(target)).toBeUndefined()
  })
})

it('takes one trailing slash off, and no more', () => {
  expect(parseTarget('/api/metadata/')?.path).toBe('/api/metadata')
  expect(parseTarget('/')?.path).toBe('/')
  expect(parseTarget('/api//')).toBeUndefined()
})

it('never lets a path through that another server would resolve to a different one', () => {
  const piece = fastCheck.constantFrom(
    'a',
    '.',
    '..',
    '/',
    '\\',
    '%2e',
    '%2F',
    '%5C',
    ';',
    '%3b',
    '%',
    'å',
    '?',
    '&',
    '%00',
    '//',
  )
  fastCheck.assert(
    fastCheck.property(fastCheck.array(piece, { maxLength: 12 }), (pieces) => {
      const target = parseTarget(`/${pieces.join('')}`)
      if (target === undefined) return
      const resolved = new URL(`http://x${target.path}`).pathname
      expect(resolved).toBe(target.path)
      expect(decodeURIComponent(target.path)).not.toMatch(/\\|;|\/\/|\/\.\.?(?:\/|$)/)
    }),
    runs(500),
  )
})

it('never throws, whatever the bytes', () => {
  fastCheck.assert(
    fastCheck.property(fastCheck.string({ unit: 'binary' }), (raw) => void parseTarget(raw)),
  )
})
