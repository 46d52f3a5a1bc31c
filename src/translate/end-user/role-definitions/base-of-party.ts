import type { TranslationRequest } from '../../../translation.ts'

/** The party as the caller wrote it. */
export function baseOfParty({ params }: TranslationRequest): string {
  return `/api/${params.who ?? 'my'}/authorization/roledefinitions`
}
