import { expect, it } from 'vitest'
import { isSmall } from '../../src/render/small.ts'

const kibibyte = 1_024

it.each([
  ['a letter of some paragraphs', 'Du har fått **tilskudd**.\n\n'.repeat(25)],
  ['a list with links', '- [Skjema](https://www.altinn.no/skjema)\n'.repeat(15)],
  ['a small table', `| a | b | c |\n|---|---|---|\n${'| 1 | 2 | 3 |\n'.repeat(20)}`],
  ['8 KiB of prose', 'ord og ord, '.repeat(682)],
])('takes %s for small', (_, body) => {
  expect(isSmall(body, false)).toBe(true)
})

it.each([
  '![',
  '[',
  '*',
  '_',
  '`',
  '<',
  '&',
  '> ',
  '- ',
  '[a]: b\n',
  '|a',
  '~',
  '\\',
  'a\n',
  '(',
  ':',
])('takes a short body of many %j for a dear one', (mark) => {
  expect(isSmall(mark.repeat(257), false)).toBe(false)
})

it('takes a table of many columns and few marks for a dear one', () => {
  const columns = 30
  const table = `${'|a'.repeat(columns)}\n${'|-'.repeat(columns)}\n${'a\n'.repeat(20)}`
  expect(table.length).toBeLessThan(kibibyte)
  expect(isSmall(table, false)).toBe(false)
  expect(isSmall(table.replaceAll('\n', '\r'), false)).toBe(false)
})

it('judges HTML by its length alone, and what only was in Altinn 2 as Markdown', () => {
  const html = '<p class="x">Hei</p>'.repeat(400)
  expect(isSmall(html, true)).toBe(true)
  expect(isSmall(html, false)).toBe(false)
  expect(isSmall(`Hei ${html}`, true)).toBe(false)
  expect(isSmall(`<p>${'x'.repeat(8 * kibibyte)}`, true)).toBe(false)
})
