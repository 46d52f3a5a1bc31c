import { problem, text } from './answer.ts'
import type { Application } from './model.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** TextResource.cs: an app's texts in one language. */
export interface TextResource {
  readonly id: string
  readonly org: string
  readonly language: string
  readonly resources: readonly TextElement[]
}

/** TextResourceElement.cs: `{0}` stands for the first of its variables. */
interface TextElement {
  readonly id: string
  readonly value: string
  readonly variables?: readonly { readonly key: string; readonly dataSource: string }[]
}

const variables: Readonly<Record<string, TextElement['variables']>> = {
  'feil.for_lang': [{ key: 'lengde', dataSource: 'customTextParameters' }],
}

/** Of the app that says more than its name. */
const ofForm: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nb: {
    'signering.erklaring': 'Jeg bekrefter at opplysningene er riktige.',
    'feil.for_lang': 'Brygga kan være høyst {0} meter lang.',
  },
  en: { 'signering.erklaring': 'I confirm that the information is correct.' },
}

/** Put there with an app: its name in every language, but for one that speaks two. */
export function seedTexts(applications: readonly Application[]): Map<string, TextResource> {
  const all = applications.flatMap(({ id, org, title }) =>
    (['nb', 'nn', 'en'] as const).flatMap((language): TextResource[] => {
      const more = id === 'ttd/prove-skjema' ? ofForm[language] : {}
      if (more === undefined) return []
      const named = Object.entries({ appName: title[language], ...more })
      const resources = named.map(([key, value]) => {
        const own = variables[key]
        return { id: key, value, ...(own === undefined ? {} : { variables: own }) }
      })
      return [{ id: `${id.replace('/', '-')}-${language}`, org, language, resources }]
    }),
  )
  return new Map(all.map((one) => [one.id, one]))
}

/** TextsController.Get, for whoever has a token at all. */
export function getTexts(
  asked: Asked,
  app: string,
  language: string,
  texts: ReadonlyMap<string, TextResource>,
): Answered {
  onlyQuery(asked)
  if (!/^[A-Za-z]{2}$/.test(language)) {
    return text(400, 'The language must be a two letter ISO language name.')
  }
  const found = texts.get(`${app.replace('/', '-')}-${language}`)
  return found === undefined ? problem(404) : { status: 200, body: found }
}
