import { GatewayError } from '../../../errors.ts'

/**
 * What the library said (OData/odata.net Microsoft.Data.OData.txt and OData/WebApi
 * SRResources.resx, both of their v3 branches). Altinn 2 sent it as the reason phrase, and three of
 * the sentences are as its release note 19.5 shows them (Altinn/docs
 * content/ny-funksjonalitet/releases/2019/19-5): `syntaxError`, `unknownProperty`, `topExceeded`.
 */
export const sentences = {
  syntaxError: (position: number, text: string) =>
    `Syntax error at position ${position} in '${text}'`,
  unknownProperty: (name: string, type: string) =>
    `Could not find property named '${name}' on type '${type}'`,
  topExceeded: (most: number, given: number) =>
    `The limit of '${most}' for Top query has been exceeded. The value from the incoming request is '${given}'`,
  invalidCharacter: (character: string, position: number, text: string) =>
    `Syntax error: character '${character}' is not valid at position ${position} in '${text}'.`,
  unterminatedString: (position: number, text: string) =>
    `There is an unterminated string literal at position ${position} in '${text}'.`,
  unterminatedLiteral: (position: number, text: string) =>
    `There is an unterminated literal at position ${position} in '${text}'.`,
  digitExpected: (position: number, text: string) =>
    `A digit was expected at position ${position} in '${text}'.`,
  unbalancedBrackets: () => 'Found an unbalanced bracket expression.',
  unrecognizedLiteral: (type: string, literal: string, position: number, text: string) =>
    `Unrecognized '${type}' literal '${literal}' at '${position}' in '${text}'.`,
  expressionExpected: (position: number, text: string) =>
    `Expression expected at position ${position} in '${text}'.`,
  closeParenOrOperatorExpected: (position: number, text: string) =>
    `')' or operator expected at position ${position} in '${text}'.`,
  closeParenOrCommaExpected: (position: number, text: string) =>
    `')' or ',' expected at position ${position} in '${text}'.`,
  tooDeep: () => 'Recursion depth exceeded allowed limit.',
  unsupportedToken: (kind: string) => `An unsupported query token kind '${kind}' was found.`,
  incompatibleOperands: (left: string, right: string, operator: string) =>
    `A binary operator with incompatible types was detected. Found operand types '${left}' and '${right}' for operator kind '${operator}'.`,
  incompatibleOperand: (type: string, operator: string) =>
    `A unary operator with an incompatible type was detected. Found operand type '${type}' for operator kind '${operator}'.`,
  unknownFunction: (name: string) =>
    `An unknown function with name '${name}' was found. This may also be a key lookup on a navigation property, which is not allowed.`,
  noApplicableFunction: (name: string, signatures: string) =>
    `No function signature for the function with name '${name}' matches the specified arguments. The function signatures considered are: ${signatures}.`,
  noOverload: (name: string, count: number) =>
    `Cannot find a suitable overload for function '${name}' that takes '${count}' arguments.`,
  filterNotBoolean: () => 'The $filter expression must evaluate to a single boolean value.',
  orderByExpression: () =>
    'Only ordering by properties is supported for non-primitive collections. Expressions are not supported.',
  orderByTwice: (name: string) =>
    `Duplicate property named '${name}' is not supported in '$orderby'.`,
  emptyOption: (option: string) => `The value for OData query '${option}' cannot be empty.`,
  notAnInteger: (given: string) => `Failed to convert '${given}' to an integer.`,
  negative: (given: number, option: string) =>
    `The value '${given}' is not a non-negative integer value. In OData, the ${option} query option must specify a non-negative integer value.`,
} as const satisfies Record<string, (...values: never[]) => string>

/** What the library could do and this gateway does not, in words of our own. */
export const ownSentences = {
  unsupportedOperator: (operator: string) => `The operator '${operator}' is not supported.`,
  unsupportedFunction: (name: string) => `The function '${name}' is not supported.`,
  unsupportedLiteral: (type: string) => `Literals of type '${type}' are not supported.`,
  unsupportedPath: () => 'Paths, qualified names and $it are not supported.',
  tooManyParts: (most: number) => `The $filter has more than ${most} parts.`,
  tooManyCalls: (most: number) => `Functions are nested deeper than ${most}.`,
  tooMuchWork: () => 'The $filter and the $orderby cost too much work for so many rows.',
  tooMuchWorkOnOneRow: () => 'The $filter or the $orderby costs too much work for one row.',
  tooLong: (option: string, most: number) => `The ${option} is longer than ${most} characters.`,
} as const satisfies Record<string, (...values: never[]) => string>

export function refuse(phrase: string): never {
  throw new GatewayError('ODATA_REFUSED', { phrase })
}
