import Type from 'typebox'
import { maybe, reader, type Operation } from './operation.ts'
import { storage } from './storage.ts'

export interface TextsPlace {
  readonly app: string
  readonly language: 'nb' | 'nn' | 'en'
}

/** An app's texts by their ids, as they were when it was last put there (TextsController.cs). */
export const getTexts: Operation<TextsPlace, ReadonlyMap<string, string>> = {
  name: 'storage/get-texts',
  method: 'GET',
  target: ({ app, language }) => `${storage}/applications/${app}/texts/${language}`,
  read: (body) =>
    new Map(
      (readTexts(body).resources ?? []).flatMap(({ id, value }) => (value ? [[id, value]] : [])),
    ),
  retry: 'again',
  outcomes: { 404: 'absent' },
}

const readTexts = reader(
  Type.Object({
    resources: maybe(Type.Array(Type.Object({ id: Type.String(), value: maybe(Type.String()) }))),
  }),
)
