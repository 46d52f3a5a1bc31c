import Type, { type Static } from 'typebox'
import { maybe, reader, type Operation } from './operation.ts'
import { storage } from './storage.ts'

export interface TextsPlace {
  readonly app: string
  readonly language: 'nb' | 'nn' | 'en'
}

// Altinn/altinn-storage TextResourceElement.cs, TextResourceVariable.cs.
const AppText = Type.Object({
  value: Type.String(),
  /** What stands for `{0}`, `{1}`, … in it, in that order. */
  variables: maybe(
    Type.Array(
      Type.Object({
        key: maybe(Type.String()),
        dataSource: maybe(Type.String()),
        defaultValue: maybe(Type.String()),
      }),
    ),
  ),
})

export type AppText = Static<typeof AppText>
export type TextVariable = NonNullable<AppText['variables']>[number]

/** By their ids. */
export type AppTexts = ReadonlyMap<string, AppText>

/** An app's texts by their ids, as they were when it was last put there (TextsController.cs). */
export const getTexts: Operation<TextsPlace, AppTexts> = {
  name: 'storage/get-texts',
  method: 'GET',
  target: ({ app, language }) => `${storage}/applications/${app}/texts/${language}`,
  read: (body) =>
    new Map(
      (readTexts(body).resources ?? []).flatMap(({ id, value, variables }) =>
        value ? [[id, { value, variables: variables ?? null }]] : [],
      ),
    ),
  retry: 'again',
  outcomes: { 404: 'absent' },
}

const readTexts = reader(
  Type.Object({
    resources: maybe(
      Type.Array(
        Type.Object({
          id: Type.String(),
          value: maybe(AppText.properties.value),
          variables: AppText.properties.variables,
        }),
      ),
    ),
  }),
)
