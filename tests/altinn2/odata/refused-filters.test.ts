import { describe, expect, it } from 'vitest'
import type { ODataModel } from '../../../src/altinn2/odata/model.ts'
import { parseFilter } from '../../../src/altinn2/odata/parse/parse-filter.ts'

const model: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.ServiceMetaData',
  properties: {
    ...{ Name: 'string', ServiceOwnerCode: 'string', Edition: 'int' },
    ...{ Flag: 'boolean', ValidTo: 'dateTime' },
  },
}

const binary = (left: string, right: string, kind: string): string =>
  `A binary operator with incompatible types was detected. Found operand types '${left}' and '${right}' for operator kind '${kind}'.`
const signatures = (name: string, list: string): string =>
  `No function signature for the function with name '${name}' matches the specified arguments. The function signatures considered are: ${list}.`
const twoTexts = '(Edm.String Nullable=true, Edm.String Nullable=true)'
const unknown = (name: string): string =>
  `An unknown function with name '${name}' was found. This may also be a key lookup on a navigation property, which is not allowed.`
const unrecognized = (type: string, literal: string, position: number, text: string): string =>
  `Unrecognized '${type}' literal '${literal}' at '${position}' in '${text}'.`
const missing = (name: string): string =>
  `Could not find property named '${name}' on type 'Altinn.SBL.AltinnWebAPI.Models.ServiceMetaData'`
const notBoolean = 'The $filter expression must evaluate to a single boolean value.'

function refusal(filter: string): string | undefined {
  const parsed = parseFilter(filter, model)
  return 'error' in parsed ? parsed.error : undefined
}

/** Altinn/docs content/ny-funksjonalitet/releases/2019/19-5 for the first two. */
describe('a filter that Altinn 2 refused', () => {
  it.each([
    ["ServiceOwnerCode neq 'ACN'", "Syntax error at position 20 in 'ServiceOwnerCode neq 'ACN''"],
    ["ValidTil eq 'x'", missing('ValidTil')],
    ["name eq 'x'", missing('name')],
    ["toString eq 'x'", missing('toString')],
    ["Name EQ 'x'", "Syntax error at position 7 in 'Name EQ 'x''"],
    ["Name Eq 'x'", "Syntax error at position 7 in 'Name Eq 'x''"],
    ["Name eq 'x' AND Flag", "Syntax error at position 15 in 'Name eq 'x' AND Flag'"],
    ["Name == 'x'", "Syntax error at position 6 in 'Name == 'x''"],
    ["Name = 'x'", "Syntax error at position 6 in 'Name = 'x''"],
    ["Name eq 'x' Flag", "Syntax error at position 16 in 'Name eq 'x' Flag'"],
    ["Name eq 'x')", "Syntax error at position 12 in 'Name eq 'x')'"],
    ["Name eq 'it's'", "Syntax error at position 13 in 'Name eq 'it's''"],
    ["Name eq 'x", "There is an unterminated string literal at position 10 in 'Name eq 'x'."],
    [
      "ValidTo gt datetime'2018-02-01",
      "There is an unterminated literal at position 30 in 'ValidTo gt datetime'2018-02-01'.",
    ],
    ['Name eq "x"', `Syntax error: character '"' is not valid at position 8 in 'Name eq "x"'.`],
    ['Name eq x;', "Syntax error: character ';' is not valid at position 9 in 'Name eq x;'."],
    ['Name eq @', "Syntax error at position 9 in 'Name eq @'"],
    ['Name eq @a', "Expression expected at position 8 in 'Name eq @a'."],
    ['Name eq', "Expression expected at position 7 in 'Name eq'."],
    ['', "Expression expected at position 0 in ''."],
    ['   ', "Expression expected at position 3 in '   '."],
    ['()', "Expression expected at position 1 in '()'."],
    ['Name eq and', missing('and')],
    ["(Name eq 'x'", "')' or operator expected at position 12 in '(Name eq 'x''."],
    ["tolower(Name eq 'x'", "')' or ',' expected at position 19 in 'tolower(Name eq 'x''."],
    ["tolower (Name) eq 'x'", "Syntax error at position 9 in 'tolower (Name) eq 'x''"],
    ['Name eq {', 'Found an unbalanced bracket expression.'],
    ["Name eq {'}'}", "Expression expected at position 8 in 'Name eq {'}'}'."],
    ['*', "An unsupported query token kind 'Star' was found."],
    ["contains(Name, 'x')", unknown('contains')],
    ["Substringof('x', Name)", unknown('Substringof')],
    ['valueOf()', unknown('valueOf')],
    ["contains(Nam, 'x')", missing('Nam')],
    ["substringof('x')", signatures('substringof', `substringof${twoTexts}`)],
    ["substringof('x', Name, Name)", signatures('substringof', `substringof${twoTexts}`)],
    ["startswith(Edition, '5')", signatures('startswith', `startswith${twoTexts}`)],
    ["tolower() eq 'x'", signatures('tolower', 'tolower(Edm.String Nullable=true)')],
    [
      'year(Name) eq 2018',
      signatures(
        'year',
        'year(Edm.DateTime); year(Edm.DateTime Nullable=true); year(Edm.DateTimeOffset); year(Edm.DateTimeOffset Nullable=true)',
      ),
    ],
    [
      'hour(Name) eq 1',
      signatures(
        'hour',
        'hour(Edm.DateTime); hour(Edm.DateTime Nullable=true); hour(Edm.DateTimeOffset); hour(Edm.DateTimeOffset Nullable=true); hour(Edm.Time); hour(Edm.Time Nullable=true)',
      ),
    ],
    [
      'substringof(null)',
      "Cannot find a suitable overload for function 'substringof' that takes '1' arguments.",
    ],
    ['Name eq 5', binary('Edm.String', 'Edm.Int32', 'Equal')],
    ["Edition ne '5'", binary('Edm.Int32', 'Edm.String', 'NotEqual')],
    ['Name gt 5L', binary('Edm.String', 'Edm.Int64', 'GreaterThan')],
    ["ValidTo ge '2018-01-01'", binary('Edm.DateTime', 'Edm.String', 'GreaterThanOrEqual')],
    ['Name lt true', binary('Edm.String', 'Edm.Boolean', 'LessThan')],
    ["Edition le datetime'2018-01-01'", binary('Edm.Int32', 'Edm.DateTime', 'LessThanOrEqual')],
    ['Flag and Name', binary('Edm.Boolean', 'Edm.String', 'And')],
    ['Flag or Flag or Edition', binary('Edm.Boolean', 'Edm.Int32', 'Or')],
    ['Name eq Name and Name', binary('Edm.Boolean', 'Edm.String', 'And')],
    ['Flag gt false', binary('Edm.Boolean', 'Edm.Boolean', 'GreaterThan')],
    ['null gt null', binary('<null>', '<null>', 'GreaterThan')],
    [
      "not Name eq 'x'",
      `A unary operator with an incompatible type was detected. Found operand type 'Edm.String' for operator kind 'Not'.`,
    ],
    ['Name', notBoolean],
    ['5', notBoolean],
    ['null', notBoolean],
    ["tolower('x')", notBoolean],
    ['Edition eq 2147483648', unrecognized('Edm.Int32', '2147483648', 11, 'Edition eq 2147483648')],
    [
      'Edition eq -2147483649',
      unrecognized('Edm.Int32', '-2147483649', 11, 'Edition eq -2147483649'),
    ],
    ['Edition eq - -5', unrecognized('Edm.Int32', '--5', 11, 'Edition eq - -5')],
    ['Edition eq ٣', unrecognized('Edm.Int32', '٣', 11, 'Edition eq ٣')],
    [
      'Edition eq 9223372036854775808L',
      unrecognized('Edm.Int64', '9223372036854775808L', 11, 'Edition eq 9223372036854775808L'),
    ],
    ['Edition eq 5.', "A digit was expected at position 13 in 'Edition eq 5.'."],
    ['Edition eq 5e+', "A digit was expected at position 14 in 'Edition eq 5e+'."],
    ...['2018-02-30', '2018-13-01', '2018', 'x', '', '2018-01-01T24:00:00', '0000-01-01'].map(
      (time) => [
        `ValidTo eq datetime'${time}'`,
        unrecognized('Edm.DateTime', `datetime'${time}'`, 11, `ValidTo eq datetime'${time}'`),
      ],
    ),
  ])('%s', (filter, sentence) => {
    expect(refusal(filter)).toBe(sentence)
  })
})

describe('what the library could do and no client asks for', () => {
  it.each([
    ['Edition add 1 eq 2', "The operator 'add' is not supported."],
    ['Edition mod 2 eq 0', "The operator 'mod' is not supported."],
    ['-Edition eq 1', "The operator '-' is not supported."],
    ["substring(Name, 1) eq 'x'", "The function 'substring' is not supported."],
    ["replace(Name, 'a', 'b') eq 'x'", "The function 'replace' is not supported."],
    ['Edition eq 1.5', "Literals of type 'Edm.Double' are not supported."],
    ['Edition eq INF', "Literals of type 'Edm.Double' are not supported."],
    ['Edition eq -INFf', "Literals of type 'Edm.Single' are not supported."],
    ['Edition eq 1m', "Literals of type 'Edm.Decimal' are not supported."],
    ['Edition eq 0x1F', "Literals of type 'Edm.Binary' are not supported."],
    ["Name eq guid'x'", "Literals of type 'Edm.Guid' are not supported."],
    ["ValidTo eq datetimeoffset'x'", "Literals of type 'Edm.DateTimeOffset' are not supported."],
    ['Name/Length eq 1', 'Paths, qualified names and $it are not supported.'],
    ["tolower(Name)/x eq 'x'", 'Paths, qualified names and $it are not supported.'],
    ['geo.length(Name) eq 1', 'Paths, qualified names and $it are not supported.'],
    ['$it eq null', 'Paths, qualified names and $it are not supported.'],
  ])('is refused in words of our own: %s', (filter, sentence) => {
    expect(refusal(filter)).toBe(sentence)
  })
})

describe('the depth of a filter', () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}Flag${')'.repeat(depth)}`
  const calls = (depth: number): string =>
    `${'tolower('.repeat(depth)}Name${')'.repeat(depth)} eq ''`
  const tooDeep = 'Recursion depth exceeded allowed limit.'

  // Seven steps of UriQueryExpressionParser.cs to a level, 800 in all, seven for the outermost.
  it('ends where the library’s did', () => {
    expect(refusal(nested(113))).toBeUndefined()
    expect(refusal(nested(114))).toBe(tooDeep)
    expect(refusal(nested(1_024).slice(0, 2_048))).toBe(tooDeep)
  })

  it('ends earlier for functions, which would be worked out for each row', () => {
    expect(refusal(calls(4))).toBeUndefined()
    expect(refusal(calls(5))).toBe('Functions are nested deeper than 4.')
    expect(refusal(calls(113))).toBe('Functions are nested deeper than 4.')
    expect(refusal(calls(114))).toBe(tooDeep)
  })

  it('is not used up by what stands side by side', () => {
    const pair = `(${nested(100)})`
    expect(refusal(Array.from({ length: 9 }, () => pair).join(' and '))).toBeUndefined()
  })
})

describe('the length of a filter', () => {
  it('is bounded', () => {
    const padded = (length: number): string => 'Flag'.padEnd(length)
    expect(refusal(padded(2_048))).toBeUndefined()
    expect(refusal(padded(2_049))).toBe('The $filter is longer than 2048 characters.')
  })

  // One for the chain itself; a comparison is three parts with its two sides.
  it.each([
    ['or', (count: number) => Array.from({ length: count }, () => 'Flag').join(' or '), 199],
    ['and', (count: number) => Array.from({ length: count }, () => 'Flag').join(' and '), 199],
    [
      'editions',
      (count: number) =>
        Array.from({ length: count }, (_, one) => `Edition eq ${one}`).join(' or '),
      66,
    ],
  ])('is bounded in parts, too: %s', (_, write, most) => {
    expect(refusal(write(most))).toBeUndefined()
    expect(refusal(write(most + 1))).toBe('The $filter has more than 200 parts.')
  })
})
