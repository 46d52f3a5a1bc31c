import fc from 'fast-check'
import { expect, it } from 'vitest'
import { maxSliceLength } from '../../src/formats/slices.ts'
import { writeInSlices } from '../../src/respond/write-long.ts'
import { writeModel } from '../../src/respond/write-model.ts'
import { runs } from '../support/long-run.ts'
import { emptyList, message } from '../support/model/models.ts'

const publicUrl = 'https://gateway.example'
const formats = ['json', 'hal+json', 'xml', 'hal+xml'] as const

function withTexts(texts: Readonly<Record<string, string>>) {
  const properties = { ...message.properties, ...texts }
  return { kind: 'resource', resource: { ...message, properties } } as const
}

async function write(model: Parameters<typeof writeModel>[0], format: (typeof formats)[number]) {
  let turns = 0
  const written = await writeInSlices(model, format, publicUrl, () => {
    turns += 1
    return Promise.resolve()
  })
  return { turns, text: written.toString() }
}

it.each(formats)(
  'writes long texts in slices, and the same as in one stretch: %s',
  async (format) => {
    const piece = fc.constantFrom(
      '&',
      '<',
      ']]>',
      '"',
      '\\',
      '\r\n',
      '\u0000',
      '🙂',
      '\ud83d',
      'å',
      '$&',
    )
    const around = fc.integer({ min: maxSliceLength - 5, max: maxSliceLength + 1 })
    await fc.assert(
      fc.asyncProperty(fc.array(piece), around, async (pieces, start) => {
        const text = `${'x'.repeat(start)}${pieces.join('')}`
        const model = withTexts({ Body: text, Abstract: `${text}y` })
        expect((await write(model, format)).text).toBe(writeModel(model, format, publicUrl))
      }),
      runs(25),
    )
  },
)

it.each(formats)('lets others go on before each slice: %s', async (format) => {
  const { turns } = await write(withTexts({ Body: '<'.repeat(20 * maxSliceLength) }), format)
  expect(turns).toBe(20)
})

it.each(formats)('writes an ordinary answer at once: %s', async (format) => {
  expect((await write(withTexts({ Body: 'Hei' }), format)).turns).toBe(0)
  const list = await write(emptyList, format)
  expect(list).toEqual({ turns: 0, text: writeModel(emptyList, format, publicUrl) })
})
