import type { Query } from './query.ts'

/** Bokmål, nynorsk, English: Windows' numbers for them (Altinn/docs content/api/rest). */
export const languages = [1044, 2068, 1033] as const
export type Language = (typeof languages)[number]

/** As newer systems write them. */
export const languageTags = { 1044: 'nb', 2068: 'nn', 1033: 'en' } as const satisfies Record<
  Language,
  string
>

/** What the query says; another number, as one old client sent for nynorsk, is as good as none. */
export function languageOf(query: Query, otherwise: Language): Language {
  const asked = Number(query.one('language'))
  return languages.find((language) => language === asked) ?? otherwise
}
