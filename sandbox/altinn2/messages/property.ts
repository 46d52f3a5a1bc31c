import { ODataRefused } from './tokens.ts'
import { messageProperties, type MessageRow } from './view.ts'

export type Value = string | number | boolean | null
export type Kind = 'string' | 'int' | 'boolean' | 'date' | 'null'

export interface Expression {
  readonly kind: Kind
  readonly of: (row: MessageRow) => Value
}

/** The properties of a model, and what each is; dates are those that end in `Date` or `DateTime`. */
export interface Model {
  readonly name: string
  readonly properties: Readonly<Record<string, Exclude<Kind, 'null'>>>
}

export const messageModel: Model = { name: 'Message', properties: messageProperties }

/** Dates in an order that text has, too: a date alone is its midnight. */
export function propertyOf(name: string, model = messageModel): Expression {
  const kind = Object.hasOwn(model.properties, name) ? model.properties[name] : undefined
  if (kind === undefined) {
    const type = `Altinn.SBL.AltinnWebAPI.Models.${model.name}`
    throw new ODataRefused(`Could not find property named '${name}' on type '${type}'`)
  }
  return {
    kind,
    of: (row) => {
      const value = row[name] ?? null
      return kind === 'date' && typeof value === 'string' ? toSortable(value) : value
    },
  }
}

/** A date in the longest form that there is. */
export function toSortable(moment: string): string {
  const [date = '', time = '00:00:00'] = moment.split('T')
  const [whole = '', decimals = ''] = time.split('.')
  return `${date}T${whole.padEnd(8, ':00')}.${decimals.padEnd(7, '0')}`
}
