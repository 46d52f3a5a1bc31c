import { expect, it } from 'vitest'
import type { AppText } from '../../../src/altinn3/storage-texts.ts'
import { fillText } from '../../../src/message-box/forms/app-texts.ts'

const nothing = { byPlace: [], byName: {} }

/** A text of many parts, each of which stands for a text of the app. */
function ofTexts(keys: readonly string[], parts: number): AppText {
  return {
    value: Array.from({ length: parts }, (_, place) => `{${place}}`).join(''),
    variables: Array.from({ length: parts }, (_, place) => ({
      key: keys[place % keys.length] ?? '',
      dataSource: 'text',
    })),
  }
}

it('does not fill a text with itself', () => {
  const text = ofTexts(['self'], 60)
  expect(fillText(text, nothing, new Map([['self', text]]))).toBe('self'.repeat(60))
})

it('bounds what texts that stand for each other grow to', () => {
  const keys = ['one', 'two', 'three', 'four']
  const texts = new Map(keys.map((key) => [key, ofTexts(keys, 200)]))
  expect(fillText(ofTexts(keys, 200), nothing, texts).length).toBeLessThan(10_000)
})

it('bounds each part that an app sends', () => {
  const text = { value: 'For lang: {0}', variables: null }
  const filled = fillText(text, { ...nothing, byPlace: ['x'.repeat(1_000_000)] }, new Map())
  expect(filled.length).toBeLessThan(3_000)
})
