import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bind } from '../../../src/altinn2/odata/bind.ts'
import { call } from '../../../src/altinn2/odata/call.ts'
import { evaluate, rowOf } from '../../../src/altinn2/odata/evaluate.ts'
import type { Expression } from '../../../src/altinn2/odata/expression.ts'
import { fold } from '../../../src/altinn2/odata/fold.ts'
import type { ODataModel } from '../../../src/altinn2/odata/model.ts'
import { parseFilterSyntax } from '../../../src/altinn2/odata/parse/parse-syntax.ts'
import { shortWork } from '../../../src/altinn2/odata/work.ts'
import { runs } from '../../support/long-run.ts'

const model: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Message',
  properties: { Subject: 'string', Edition: 'int', IsRead: 'boolean', Created: 'dateTime' },
}

const orders = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le')
const sameness = fc.constantFrom('eq', 'ne')

/** Filters in which most parts name no property, and null is anywhere that it may be. */
const { truth } = fc.letrec<{ truth: string; text: string; number: string }>((again) => ({
  text: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("'ß'", "'ßΣİ a'", "'A'", "''", 'null', 'Subject', 'null', "'A'"),
    fc
      .tuple(fc.constantFrom('toupper', 'tolower', 'trim'), again('text'))
      .map(([name, text]) => `${name}(${text})`),
    fc.tuple(again('text'), again('text')).map(([one, other]) => `concat(${one},${other})`),
  ),
  number: fc.oneof(
    fc.constantFrom('1', '2L', '-1', 'Edition', 'null'),
    again('text').map((text) => `length(${text})`),
    fc.tuple(again('text'), again('text')).map(([one, other]) => `indexof(${one},${other})`),
    fc.constantFrom("year(datetime'2026-01-01')", 'day(null)', 'month(Created)'),
  ),
  truth: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('true', 'false', 'IsRead', 'null eq null', "'A' eq 'A'"),
    fc.tuple(again('text'), orders, again('text')).map((all) => all.join(' ')),
    fc.tuple(again('number'), orders, again('number')).map((all) => all.join(' ')),
    fc.tuple(again('text'), again('text')).map(([one, other]) => `substringof(${one},${other})`),
    again('truth').map((one) => `not (${one})`),
    fc
      .tuple(again('truth'), sameness, fc.oneof(again('truth'), fc.constant('null')))
      .map(([one, word, other]) => `(${one}) ${word} (${other})`),
    fc
      .tuple(again('truth'), fc.constantFrom('and', 'or'), again('truth'), fc.boolean())
      .map(([one, word, other, isLonger]) =>
        isLonger ? `(${one}) ${word} null ${word} (${other})` : `(${one}) ${word} (${other})`,
      ),
  ),
}))

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'property':
    case 'literal':
      return []
    case 'comparison':
      return [expression.left, expression.right]
    case 'not':
      return [expression.operand]
    case 'and':
    case 'or':
      return expression.operands
    case 'call':
      return expression.values
  }
}

function isFolded(expression: Expression): boolean {
  const parts = partsOf(expression)
  const isConstant = parts.length > 0 && parts.every(({ kind }) => kind === 'literal')
  return !isConstant && parts.every(isFolded)
}

const rows = [
  { Subject: 'Aß', Edition: 1, IsRead: true, Created: '2026-02-01T00:00:00' },
  { Subject: 'a', Edition: 2, IsRead: false },
  {},
]

describe('a filter whose constants are worked out first', () => {
  it('says of each row what it said before: yes, no or unknown', () => {
    const seen = new Set<unknown>()
    const { numRuns } = runs(400)
    let shorter = 0
    fc.assert(
      fc.property(truth, (text) => {
        let whole: Expression
        try {
          whole = bind(parseFilterSyntax(text), model)
        } catch {
          return
        }
        const folded = fold(whole)
        if (JSON.stringify(folded, big) !== JSON.stringify(whole, big)) shorter += 1
        expect(isFolded(folded)).toBe(true)
        for (const properties of rows) {
          const [before, after] = [whole, folded].map((one) =>
            evaluate(one, rowOf(properties, shortWork())),
          )
          expect([text, after]).toEqual([text, before])
          seen.add(after)
        }
      }),
      { numRuns },
    )
    expect(seen).toEqual(new Set([true, false, null]))
    expect(shorter).toBeGreaterThan(numRuns / 4)
  })

  it('is one literal where it names no property', () => {
    const text = "not (length(concat('a', tolower('B'))) gt 1 and (null or false) eq null)"
    expect(fold(bind(parseFilterSyntax(text), model))).toEqual({
      ...{ kind: 'literal', type: 'boolean', value: false },
    })
  })
})

function big(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

describe('a letter whose case is changed', () => {
  it.each([
    ['toupper', 'ß', (one: string) => one.toUpperCase()],
    ['tolower', 'İ', (one: string) => one.toLowerCase()],
  ] as const)('%s becomes one letter or stays, whatever stands beside it', (name, kept, change) => {
    const changed = (one: string): string => (change(one).length === one.length ? change(one) : one)
    for (let block = 0; block < 0x1_f000; block += 512) {
      const letters = Array.from({ length: 512 }, (_, place) => String.fromCodePoint(block + place))
      const text = kept + letters.join('')
      const expected = kept + letters.map(changed).join('')
      expect(call(name, text, '', shortWork())).toBe(expected)
    }
  })
})
