import { languageTags, type Language } from '../../altinn2/language.ts'
import {
  getTexts,
  type AppText,
  type AppTexts,
  type TextVariable,
} from '../../altinn3/storage-texts.ts'
import type { Ports } from '../../translation.ts'

/** An app's texts by their ids, in a language, or in bokmål where it has none in that one. */
export async function textsOf(
  app: string,
  language: Language,
  { ask }: Pick<Ports, 'ask'>,
): Promise<AppTexts> {
  const own = await ask(getTexts, { app, language: languageTags[language] })
  if (own !== undefined || language === 1044) return own ?? new Map<string, AppText>()
  return (await ask(getTexts, { app, language: 'nb' })) ?? new Map<string, AppText>()
}

/** What is put into a text: by place as older apps do it, by name as newer ones. */
export interface TextParameters {
  readonly byPlace: readonly (string | null)[]
  readonly byName: Readonly<Record<string, string | null>>
}

/** An app's author may write texts that stand for each other: so many parts are filled in one text … */
const maxParts = 100
/** … with so many characters each. */
const maxPartLength = 2_000

/**
 * A text with what its variables stand for, as Altinn/app-lib-dotnet TranslationService.cs has it:
 * `{n}` is the n-th variable of all, and one that is not known is its default or else its key. Names
 * in the text itself (`{length}`) are never filled, but some apps name a parameter by its place.
 */
export function fillText(text: AppText, given: TextParameters, texts: AppTexts): string {
  let partsLeft = maxParts

  function fill({ value, variables }: AppText, within: readonly AppText[]): string {
    return value.replace(/\{([0-9]{1,4})\}/g, (written, digits: string) => {
      partsLeft -= 1
      if (partsLeft < 0) return written
      const place = Number(digits)
      const variable = variables?.[place]
      const part =
        valueOf(variable, within) ??
        given.byPlace[place] ??
        ownOf(given.byName, digits) ??
        variable?.defaultValue ??
        variable?.key ??
        written
      return part.slice(0, maxPartLength)
    })
  }

  function valueOf(
    variable: TextVariable | undefined,
    within: readonly AppText[],
  ): string | undefined {
    const { key, dataSource } = variable ?? {}
    if (!key) return undefined
    if (dataSource === 'customTextParameters') return ownOf(given.byName, key)
    const other = dataSource === 'text' ? texts.get(key) : undefined
    const isCircle = other === undefined || within.includes(other)
    return isCircle ? undefined : fill(other, [...within, other])
  }

  return fill(text, [text])
}

function ownOf(byName: TextParameters['byName'], name: string): string | undefined {
  return Object.hasOwn(byName, name) ? (byName[name] ?? undefined) : undefined
}
