import {
  typeOf,
  type Call,
  type Expression,
  type Junction,
  type Operator,
  type Property,
  type ValueType,
} from './expression.ts'
import {
  describeSignatures,
  functions,
  isFunctionName,
  unsupportedFunctions,
  type FunctionName,
} from './functions.ts'
import type { ODataModel } from './model.ts'
import { ownSentences, refuse, sentences } from './parse/sentences.ts'
import type { Syntax } from './parse/syntax.ts'

const edmTypes = {
  string: 'Edm.String',
  int: 'Edm.Int32',
  long: 'Edm.Int64',
  boolean: 'Edm.Boolean',
  dateTime: 'Edm.DateTime',
  null: '<null>',
} as const satisfies Record<ValueType, string>

const operatorKinds = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
} as const satisfies Record<Operator, string>

/** Throws `ODATA_REFUSED` for the first name or type that does not fit, from left to right. */
export function bind(syntax: Syntax, model: ODataModel): Expression {
  switch (syntax.kind) {
    case 'literal':
      return syntax
    case 'name':
      return bindName(syntax.name, model)
    case 'star':
      return refuse(sentences.unsupportedToken('Star'))
    case 'comparison': {
      const left = bind(syntax.left, model)
      const right = bind(syntax.right, model)
      return bindComparison(syntax.operator, left, right)
    }
    case 'and':
    case 'or':
      return bindJunction(syntax.kind, syntax.operands, model)
    case 'not':
      return bindNegation(bind(syntax.operand, model))
    case 'call':
      return bindCall(
        syntax.name,
        syntax.values.map((value) => bind(value, model)),
      )
  }
}

function bindName(name: string, { type, properties }: ODataModel): Property {
  if (name === '$it') return refuse(ownSentences.unsupportedPath())
  const found = Object.hasOwn(properties, name) ? properties[name] : undefined
  return found === undefined
    ? refuse(sentences.unknownProperty(name, type))
    : { kind: 'property', name, type: found }
}

function bindComparison(operator: Operator, left: Expression, right: Expression): Expression {
  if (!areComparable(operator, typeOf(left), typeOf(right))) {
    refuseOperands(left, right, operatorKinds[operator])
  }
  return { kind: 'comparison', operator, left, right }
}

/**
 * OData/odata.net TypePromotionUtils.cs. What it lets through and .NET then has no operator for,
 * order among booleans and of two nulls, is refused with the same sentence; there it was a 500.
 */
function areComparable(operator: Operator, left: ValueType, right: ValueType): boolean {
  const isEquality = operator === 'eq' || operator === 'ne'
  const known = left === 'null' ? right : left
  if (!isEquality && (known === 'boolean' || known === 'null')) return false
  return left === 'null' || right === 'null' || promoted(left) === promoted(right)
}

function promoted(type: ValueType): ValueType {
  return type === 'long' ? 'int' : type
}

function bindJunction(
  kind: Junction['kind'],
  operands: readonly Syntax[],
  model: ODataModel,
): Expression {
  const bound: Expression[] = []
  for (const operand of operands) {
    const next = bind(operand, model)
    const last = bound.at(-1)
    if (last !== undefined && !(isLogical(last) && isLogical(next))) {
      refuseOperands(last, next, kind === 'and' ? 'And' : 'Or')
    }
    bound.push(next)
  }
  return { kind, operands: bound }
}

function bindNegation(operand: Expression): Expression {
  const type = typeOf(operand)
  return type === 'boolean'
    ? { kind: 'not', operand }
    : refuse(sentences.incompatibleOperand(edmTypes[type], 'Not'))
}

function isLogical(expression: Expression): boolean {
  const type = typeOf(expression)
  return type === 'boolean' || type === 'null'
}

function refuseOperands(left: Expression, right: Expression, operator: string): never {
  const [leftType, rightType] = [edmTypes[typeOf(left)], edmTypes[typeOf(right)]]
  return refuse(sentences.incompatibleOperands(leftType, rightType, operator))
}

function bindCall(name: string, values: readonly Expression[]): Call {
  if (unsupportedFunctions.has(name)) return refuse(ownSentences.unsupportedFunction(name))
  if (!isFunctionName(name)) return refuse(sentences.unknownFunction(name))
  if (!takes(name, values)) refuseValues(name, values)
  return { kind: 'call', name, type: functions[name].gives, values }
}

function takes(name: FunctionName, values: readonly Expression[]): boolean {
  const wanted = functions[name].takes
  return (
    values.length === wanted.length &&
    values.every((value, index) => [wanted[index], 'null'].includes(typeOf(value)))
  )
}

function refuseValues(name: FunctionName, values: readonly Expression[]): never {
  const isUntyped = values.length > 0 && values.every((value) => typeOf(value) === 'null')
  return refuse(
    isUntyped
      ? sentences.noOverload(name, values.length)
      : sentences.noApplicableFunction(name, describeSignatures(name)),
  )
}
