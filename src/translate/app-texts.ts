import { languageTags, type Language } from '../altinn2/language.ts'
import { getTexts } from '../altinn3/storage-texts.ts'
import type { Ports } from './translation.ts'

/** An app's texts by their ids, in a language, or in bokmål where it has none in that one. */
export async function textsOf(
  app: string,
  language: Language,
  { ask }: Pick<Ports, 'ask'>,
): Promise<ReadonlyMap<string, string>> {
  const own = await ask(getTexts, { app, language: languageTags[language] })
  if (own !== undefined || language === 1044) return own ?? new Map<string, string>()
  return (await ask(getTexts, { app, language: 'nb' })) ?? new Map<string, string>()
}
