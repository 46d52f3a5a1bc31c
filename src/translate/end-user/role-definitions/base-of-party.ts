import type { PublicTranslationRequest } from '../../../translation.ts'

/** The party as the caller wrote it. */
export function baseOfParty({ params }: PublicTranslationRequest): string {
  return `/api/${params.who ?? 'my'}/authorization/roledefinitions`
}
