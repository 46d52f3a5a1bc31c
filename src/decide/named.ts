import type { Found } from '../identify/identify-service.ts'
import { entriesOf, type Register, type ServiceEntry } from './register.ts'

/** Those of whatever services a request names. */
export function namedEntries(found: Found, register: Register): readonly ServiceEntry[] {
  switch (found.kind) {
    case 'service':
      return entriesOf(register, found.code, found.edition)
    case 'services':
      return found.codes.flatMap((code) => entriesOf(register, code))
    case 'group':
    case 'any':
    case 'nativeId':
    case 'altinn2Id':
      return []
    default:
      return found satisfies never
  }
}
