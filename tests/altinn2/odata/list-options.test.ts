import { describe, expect, it } from 'vitest'
import { applyOptions, needListOptions } from '../../../src/altinn2/odata/list-options.ts'
import type { ODataModel } from '../../../src/altinn2/odata/model.ts'
import { shortWork } from '../../../src/altinn2/odata/work.ts'
import { Query } from '../../../src/altinn2/query.ts'
import type { Json } from '../../../src/altinn2/response.ts'
import { GatewayError } from '../../../src/errors.ts'

const model: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.ServiceMetaData',
  properties: { Name: 'string', Edition: 'int', ValidTo: 'dateTime', Flag: 'boolean' },
}

function query(options: Readonly<Record<string, string>>): Query {
  return new Query(Object.entries(options))
}

function refusal(pairs: readonly (readonly [string, string])[], most = 10_000): unknown {
  try {
    return needListOptions(new Query(pairs), model, most)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return `${error.code}: ${error.details.phrase ?? error.details.detail ?? ''}`
  }
}

describe('the options of a list', () => {
  it('are none when none are given', () => {
    expect(needListOptions(query({ language: '1044' }), model, 50)).toEqual({
      orderBy: [],
      skip: 0,
    })
  })

  it('are named without regard to case', () => {
    const options = needListOptions(
      query({ $Filter: 'Flag', $ORDERBY: 'Name', $Top: '500', $sKip: '50' }),
      model,
      500,
    )
    expect(options).toEqual({
      filter: { kind: 'property', name: 'Flag', type: 'boolean' },
      orderBy: [
        { property: { kind: 'property', name: 'Name', type: 'string' }, descending: false },
      ],
      skip: 50,
      top: 500,
    })
  })

  it('are read as Convert.ToInt32 reads numbers', () => {
    const options = needListOptions(query({ $top: ' +007 ', $skip: '-0' }), model, 50)
    expect(options).toEqual({ orderBy: [], skip: 0, top: 7 })
  })

  it('that no client sends are ignored', () => {
    const others = ['$select', '$expand', '$inlinecount', '$count', '$search', '$format']
    const options = needListOptions(new Query(others.map((one) => [one, 'x'])), model, 50)
    expect(options).toEqual({ orderBy: [], skip: 0 })
  })

  it('may be said twice when they agree', () => {
    const pairs = [
      ['$top', '5'],
      ['$TOP', '5'],
    ] as const
    expect(needListOptions(new Query(pairs), model, 50).top).toBe(5)
  })

  it.each([
    [
      { $top: '10001' },
      "The limit of '10000' for Top query has been exceeded. The value from the incoming request is '10001'",
    ],
    [{ $top: 'ten' }, "Failed to convert 'ten' to an integer."],
    [{ $top: '1.5' }, "Failed to convert '1.5' to an integer."],
    [{ $top: '0x10' }, "Failed to convert '0x10' to an integer."],
    [{ $skip: '2147483648' }, "Failed to convert '2147483648' to an integer."],
    [
      { $top: '-1' },
      "The value '-1' is not a non-negative integer value. In OData, the $top query option must specify a non-negative integer value.",
    ],
    [
      { $skip: '-1' },
      "The value '-1' is not a non-negative integer value. In OData, the $skip query option must specify a non-negative integer value.",
    ],
    [{ $top: '' }, "The value for OData query '$top' cannot be empty."],
    [{ $filter: '' }, "The value for OData query '$filter' cannot be empty."],
    [{ $orderby: ' \t' }, "The value for OData query '$orderby' cannot be empty."],
    [{ $filter: 'Name' }, 'The $filter expression must evaluate to a single boolean value.'],
    [
      { $orderby: 'ValidTil' },
      "Could not find property named 'ValidTil' on type 'Altinn.SBL.AltinnWebAPI.Models.ServiceMetaData'",
    ],
    [{ $orderby: 'Name DESC' }, "Syntax error at position 9 in 'Name DESC'"],
    [{ $orderby: 'Name desc asc' }, "Syntax error at position 13 in 'Name desc asc'"],
    [{ $orderby: 'Name Edition' }, "Syntax error at position 12 in 'Name Edition'"],
    [{ $orderby: 'Name,' }, "Expression expected at position 5 in 'Name,'."],
    [{ $orderby: ',Name' }, "Expression expected at position 0 in ',Name'."],
    [
      { $orderby: 'Name,Name desc' },
      "Duplicate property named 'Name' is not supported in '$orderby'.",
    ],
    [
      { $orderby: 'tolower(Name)' },
      'Only ordering by properties is supported for non-primitive collections. Expressions are not supported.',
    ],
    [{ $orderby: 'Name'.padEnd(2_049) }, 'The $orderby is longer than 2048 characters.'],
    [{ $filter: 'x', $orderby: 'y', $top: 'z' }, "Failed to convert 'z' to an integer."],
    [
      { $filter: 'Name', $orderby: 'tolower(Name)' },
      'Only ordering by properties is supported for non-primitive collections. Expressions are not supported.',
    ],
  ])('%j are refused in the library’s words', (options, sentence) => {
    expect(refusal(Object.entries(options))).toBe(`ODATA_REFUSED: ${sentence}`)
  })

  it('that contradict each other are refused', () => {
    const pairs = [
      ['$filter', 'Flag'],
      ['$FILTER', 'not Flag'],
    ] as const
    expect(refusal(pairs)).toBe('PARAMETER_MALFORMED: $filter')
  })
})

const rows = (
  [
    ['å', 1, '9999-12-31T23:59:59.997'],
    ['Aase', 2, '2020-01-01T00:00:00.1'],
    [null, 3, '2020-01-01T00:00:00.09'],
    ['øre', 2, null],
    ['ære', null, '2020-01-01'],
    ['Zulu', 1, '2020-01-01T00:00:00'],
    ['zebra', 3, '2019-12-31T23:59:59.9999999'],
    ['ase', 3, '2019-12-31T23:59:59.9999999'],
  ] as const
).map(([Name, Edition, ValidTo]) => {
  return { properties: { Name, Edition, ValidTo } }
})

async function names(
  options: Readonly<Record<string, string>>,
  defaultTop = 50,
): Promise<readonly Json[]> {
  const read = needListOptions(query(options), model, 50)
  const page = await applyOptions(rows, read, defaultTop, shortWork())
  return page.map(({ properties }) => properties.Name ?? null)
}

describe('a list', () => {
  it('keeps its order and has so many rows when nothing is asked', async () => {
    expect(await names({}, 3)).toEqual(['å', 'Aase', null])
    expect(await names({ $top: '4' }, 3)).toEqual(['å', 'Aase', null, 'øre'])
    expect(await names({ $top: '0' })).toEqual([])
  })

  it('is filtered before it is paged', async () => {
    expect(await names({ $filter: 'Edition eq 3', $skip: '1', $top: '1' })).toEqual(['zebra'])
    expect(await names({ $filter: 'Edition eq 3', $skip: '3' })).toEqual([])
  })

  it('is sorted as Norwegians sort, without a name first', async () => {
    const sorted = [null, 'ase', 'zebra', 'Zulu', 'ære', 'øre', 'å', 'Aase']
    expect(await names({ $orderby: 'Name' })).toEqual(sorted)
    expect(await names({ $orderby: 'Name desc' })).toEqual(sorted.toReversed())
  })

  it('is sorted by several keys, the rest as it was', async () => {
    expect(await names({ $orderby: 'Edition' })).toEqual([
      ...['ære', 'å', 'Zulu', 'Aase', 'øre', null, 'zebra', 'ase'],
    ])
    expect(await names({ $orderby: 'Edition desc' })).toEqual([
      ...[null, 'zebra', 'ase', 'Aase', 'øre', 'å', 'Zulu', 'ære'],
    ])
    expect(await names({ $orderby: 'Edition desc , Name asc' })).toEqual([
      ...[null, 'ase', 'zebra', 'øre', 'Aase', 'Zulu', 'å', 'ære'],
    ])
  })

  it('is sorted by moments, however many decimals they have', async () => {
    expect(await names({ $orderby: 'ValidTo,Name' })).toEqual([
      ...['øre', 'ase', 'zebra', 'Zulu', 'ære', null, 'Aase', 'å'],
    ])
  })
})
