import type { Instance } from '../model.ts'
import { splitBound, type Operator, type Parameters } from './parameters.ts'
import type { Row } from '../state.ts'
import { parseMoment, toMicroseconds } from '../time.ts'

export type Condition = (row: Row) => boolean

/** Its message is the answer's, under status 500 (InstancesController.cs). */
export class BadQuery extends Error {}

type Compare = <Value extends number | string>(one: Value, other: Value) => boolean

const compares: Readonly<Record<Operator, Compare>> = {
  gt: (one, other) => one > other,
  gte: (one, other) => one >= other,
  lt: (one, other) => one < other,
  lte: (one, other) => one <= other,
  eq: (one, other) => one === other,
}

interface Bound {
  readonly compare: Compare
  readonly moment: string
  readonly at: number
}

type Momentous = Parameters['moments'] extends (name: infer Name) => unknown ? Name : never

function boundsOf(parameters: Parameters, name: Momentous): readonly Bound[] {
  const seen = new Set<Operator>()
  return parameters.moments(name).map((value) => {
    const bound = splitBound(value)
    const at = parseMoment(bound?.moment ?? '')
    // Those that are compared as text are not looked at.
    const isRead = at !== undefined || isText(name)
    if (bound === undefined || !isRead || seen.has(bound.operator)) {
      throw new BadQuery(`Invalid date expression: ${value} for query key: ${name}`)
    }
    seen.add(bound.operator)
    return { compare: compares[bound.operator], moment: bound.moment, at: at ?? Number.NaN }
  })
}

const isText = (name: Momentous): boolean => name !== 'created' && name !== 'lastChanged'

const momentOf: Readonly<Record<Momentous, (instance: Instance) => string | undefined>> = {
  created: ({ created }) => created,
  lastChanged: ({ lastChanged }) => lastChanged,
  visibleAfter: ({ visibleAfter }) => visibleAfter,
  dueBefore: ({ dueBefore }) => dueBefore,
  'process.ended': ({ process }) => process?.ended,
}

function isWithin(parameters: Parameters, name: Momentous): readonly Condition[] {
  return boundsOf(parameters, name).map(({ compare, moment, at }) => ({ instance }) => {
    const own = momentOf[name](instance)
    // In SQL a comparison with null is not true.
    if (own === undefined) return false
    return isText(name) ? compare(own, moment) : compare(toMicroseconds(own), at)
  })
}

/** Whatever was given, and nothing for what was not. */
function when<Value>(
  value: Value | undefined,
  holds: (value: Value) => Condition,
): readonly Condition[] {
  return value === undefined ? [] : [holds(value)]
}

/** The WHERE of readinstancefromquery.sql, without owner and versions. */
export function conditionsOf(parameters: Parameters): readonly Condition[] {
  const { text, flag } = parameters
  return [
    ...when(
      text('org'),
      (org) =>
        ({ instance }) =>
          instance.org === org,
    ),
    ...when(
      text('appId'),
      (id) =>
        ({ instance }) =>
          instance.appId === id,
    ),
    ...when(
      text('A3Ref')?.toLowerCase(),
      (tail) =>
        ({ instance }) =>
          instance.id.endsWith(tail),
    ),
    ...when(text('dataValues.A2ArchRef'), hasArchiveReference),
    ...when(text('process.currentTask'), isAtTask),
    ...when(flag('process.isComplete'), isComplete),
    ...when(
      flag('status.isArchived'),
      (is) =>
        ({ instance }) =>
          instance.status.isArchived === is,
    ),
    ...when(flag('status.isSoftDeleted'), isSoftDeleted),
    ...when(flag('confirmed'), (is) => () => !is),
    ...when(text('searchString'), isPresentedAs),
    ...isWithin(parameters, 'created'),
    ...isWithin(parameters, 'lastChanged'),
    ...isWithin(parameters, 'visibleAfter'),
    ...isWithin(parameters, 'dueBefore'),
    ...isWithin(parameters, 'process.ended'),
  ]
}

const hasArchiveReference =
  (digits: string): Condition =>
  ({ instance }) =>
    instance.dataValues?.A2ArchRef === digits

const isAtTask =
  (id: string): Condition =>
  ({ instance }) =>
    instance.process?.currentTask?.elementId === id

const isComplete =
  (is: boolean): Condition =>
  ({ instance: { process } }) =>
    (is ? process?.ended : process?.currentTask) !== undefined

const isSoftDeleted =
  (is: boolean): Condition =>
  ({ instance }) =>
    instance.status.isSoftDeleted === is

/** `ilike '%…%'` over the presentation texts, the wildcards in the text included. */
function isPresentedAs(searched: string): Condition {
  const pattern = searched.replace(/\\?[\s\S]/g, (part) => {
    if (part === '%') return '[\\s\\S]*'
    if (part === '_') return '[\\s\\S]'
    return (part.length === 2 ? part.slice(1) : part).replace(/[$()*+./?[\\\]^{|}-]/, '\\$&')
  })
  const expression = new RegExp(pattern, 'i')
  return ({ instance }) =>
    Object.values(instance.presentationTexts ?? {}).some((text) => expression.test(text))
}
