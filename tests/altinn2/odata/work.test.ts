import { describe, expect, it } from 'vitest'
import { messageModel } from '../../../src/altinn2/messages/message.ts'
import { applyOptions, needListOptions } from '../../../src/altinn2/odata/list-options.ts'
import { maxUnits, maxUnitsPerSlice } from '../../../src/altinn2/odata/work.ts'
import { Query } from '../../../src/altinn2/query.ts'
import { GatewayError } from '../../../src/errors.ts'
import { countedWork } from '../../support/counted-work.ts'

const moment = '2026-03-31T02:30:00.123'

function messages(count: number, subject = (place: number) => `Vedtak om ærlig sak ${place}`) {
  return Array.from({ length: count }, (_, place) => ({
    properties: {
      ...{ MessageId: `a${place}`, Subject: subject(place), Status: 'Ulest', MarkedUnread: true },
      ...{ ServiceEdition: place % 7, CreatedDate: moment, LastChangedDateTime: moment },
    },
  }))
}

type Rows = ReturnType<typeof messages>

/** What a list answers, and the units that each of its slices cost. */
async function listed(rows: Rows, options: Readonly<Record<string, string>>) {
  const { work, slices } = countedWork()
  const read = needListOptions(new Query(Object.entries(options)), messageModel, 10_000)
  const answer = await applyOptions(rows, read, 50, work).then(
    (page) => page.length,
    (error: unknown) => {
      if (!(error instanceof GatewayError)) throw error
      return `${error.code}: ${error.details.phrase ?? ''}`
    },
  )
  return { answer, spent: work.spent, slices: slices() }
}

const tooMuch = 'ODATA_REFUSED: The $filter and the $orderby cost too much work for so many rows.'
const tooMuchOnOneRow =
  'ODATA_REFUSED: The $filter or the $orderby costs too much work for one row.'

const filter = (text: string) => ({ $filter: text })
/** So many of a part, as far as 2 048 characters go. */
function chain(count: number, part: (place: number) => string, word = ' or '): string {
  const parts = Array.from({ length: count }, (_, place) => part(place))
  while (parts.join(word).length > 2_048) parts.pop()
  return parts.join(word)
}

describe('a filter', () => {
  it('costs nothing a row for what names no property', async () => {
    const text = `toupper(tolower(toupper(tolower('${'ß'.repeat(1_900)}')))) eq 'x'`
    const { answer, spent, slices } = await listed(messages(4_900), filter(text))
    expect({ answer, spent, slices: slices.length }).toEqual({ answer: 0, spent: 4_900, slices: 1 })
  })

  it('of seventy parts costs less than a tenth of what it may, over 10 000 rows', async () => {
    const text = chain(23, (place) => `Status eq 'S${place}'`)
    const { answer, spent } = await listed(messages(10_000), filter(text))
    expect(answer).toBe(0)
    expect(spent).toBeLessThan(maxUnits / 10)
  })

  it('reads a moment of a row once, however often it is named', async () => {
    const text = chain(50, () => `CreatedDate gt datetime'2027-01-01'`)
    const once = await listed(messages(100), filter(`CreatedDate gt datetime'2027-01-01'`))
    const often = await listed(messages(100), filter(text))
    expect(often.spent - once.spent).toBeLessThan(100 * 200)
  })

  it('is refused where it costs too much for all rows', async () => {
    const text = `substringof('ab${'a'.repeat(798)}',concat(Subject,'${'a'.repeat(1_100)}'))`
    const { answer, spent } = await listed(messages(400), filter(text))
    expect(answer).toBe(tooMuch)
    expect(spent).toBeLessThan(maxUnits + maxUnitsPerSlice)
  })

  it.each([
    ['changes its case', chain(17, (place) => `substringof('f${place}',tolower(Subject))`)],
    ['compares it', chain(30, (place) => `Subject eq concat(Subject,'${place}')`)],
    ['makes more of it', chain(20, () => 'concat(Subject,concat(Subject,Subject)) eq Subject')],
    ['looks for it', `substringof(concat(Subject,'x'),concat(Subject,Subject))`],
  ])('is refused where a row has a long text, and it %s', async (_, text) => {
    const rows = messages(3, () => 'Å'.repeat(300_000))
    expect((await listed(rows, filter(text))).answer).toBe(tooMuchOnOneRow)
  })
})

const kinds: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['equalities', filter(chain(66, (place) => `ServiceEdition eq ${place + 9}`))],
  ['truths', filter(chain(199, () => 'MarkedUnread', ' and '))],
  ['negations', filter(`${'not '.repeat(198)}MarkedUnread`)],
  ['searches', filter(chain(39, () => `substringof('x',tolower(Subject))`))],
  ['moments', filter(chain(49, () => 'day(CreatedDate) eq 32'))],
  ['concatenations', filter(chain(24, () => `concat(concat(Subject,Subject),Subject) eq 'x'`))],
  ['short needles', filter(`indexof(concat(Subject,'${'a'.repeat(1_900)}'),'aaaaab') gt 0`)],
  ['letters', filter(`toupper(concat(Subject,'${'æ'.repeat(1_900)}')) eq 'x'`)],
  ['blanks', filter(`trim(concat('${' '.repeat(1_900)}',Subject)) eq 'x'`)],
  ['kept letters', filter(`tolower(concat(Subject,'${'İΣ'.repeat(60)}')) eq 'x'`)],
  ['one key', { $orderby: 'Subject' }],
  ['every key', { $orderby: Object.keys(messageModel.properties).join(',') }],
  ['equal keys', { $orderby: 'Status,MarkedUnread,CreatedDate,LastChangedDateTime,MessageId' }],
]

describe('a list of many rows', () => {
  it.each(kinds)('yields to other requests in time: %s', async (_, options) => {
    const { answer, spent, slices } = await listed(messages(600), options)
    expect(typeof answer).toBe('number')
    expect(spent).toBeLessThan(maxUnits)
    expect(Math.max(...slices)).toBeLessThan(2 * maxUnitsPerSlice)
    expect(slices.length).toBe(1 + slices.filter((units) => units >= maxUnitsPerSlice).length)
  })

  it('is ordered by as much of a text as a title has', async () => {
    const accents = (place: number): string => `${'a\u0316\u0301'.repeat(100_000)}${place}`
    const { answer, spent } = await listed(messages(100, accents), { $orderby: 'Subject desc' })
    expect(answer).toBe(50)
    expect(spent).toBeLessThan(100 * 2_000)
  })

  it('does not yield where there is little to do', async () => {
    const options = { $filter: `Status ne 'Lest'`, $orderby: 'Subject' }
    expect((await listed(messages(200), options)).slices).toHaveLength(1)
  })
})
