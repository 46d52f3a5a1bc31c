import type { AccessState, Grant, Party } from './state.ts'
import { nothing, organization } from './parties.ts'
import { organizationNumbersFrom } from '../../synthetic-numbers.ts'

/** Lets so many new organisations give something to a subject: to see what a long list does. */
export function addMany(
  state: AccessState,
  subject: string,
  count: number,
  given: Partial<Grant> = {},
): readonly Party[] {
  const before = state.parties.length
  // Of twelve numbers in a row at least one can exist.
  const numbers = organizationNumbersFrom(320_000_000 + before * 24)
  const added = Array.from({ length: count }, (_, place) => {
    const number = numbers.next().value
    return organization({ number, name: `STORKUNDE ${place + 1} AS` }, 51_000_000 + before + place)
  })
  state.parties.push(...added)
  const grants = added.map(({ partyUuid: from }) => ({ ...nothing, ...given, from }))
  state.grants[subject] = [...(state.grants[subject] ?? []), ...grants]
  return added
}
