import type { Language } from '../../../altinn2/language.ts'
import type { Json } from '../../../altinn2/response.ts'
import { toRightActions, type RightAction } from '../../../altinn2/rights.ts'

const names = {
  Read: { 1044: 'Lese', 2068: 'Lese', 1033: 'Read' },
  Write: { 1044: 'Fylle ut', 2068: 'Fylle ut', 1033: 'Fill in' },
  Sign: { 1044: 'Signere', 2068: 'Signere', 1033: 'Sign' },
  ArchiveRead: { 1044: 'Lese i arkivet', 2068: 'Lese i arkivet', 1033: 'Read in the archive' },
  ArchiveDelete: {
    1044: 'Slette i arkivet',
    2068: 'Slette i arkivet',
    1033: 'Delete in the archive',
  },
  Access: { 1044: 'Tilgang', 2068: 'Tilgang', 1033: 'Access' },
} as const satisfies Record<RightAction, Record<Language, string>>

/**
 * What a role may do with a service, in Altinn 2's words and order; `Access` where nothing else is known, as
 * Altinn 2 had it for delegation schemes. Without `AppliesTo`: Altinn 3's rules name tasks of their own.
 */
export function toOperations(actions: ReadonlySet<string>, language: Language): readonly Json[] {
  const found = toRightActions(actions)
  return (found.length === 0 ? ['Access' as const] : found).map((name) => ({
    Name: name,
    LocalizedFriendlyName: names[name][language],
  }))
}
