import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBigBox } from '../../support/big-box/big-box.ts'
import type { ModelRow } from '../../support/big-box/model.ts'
import type { Language } from '../../support/big-box/services.ts'
import {
  bare,
  languages,
  listAt,
  listPath,
  rowsAt,
  sortable,
  startMessageBox,
  type MessageBox,
  type Parameters,
} from '../../support/model/message-box.ts'
import { isLongRun } from '../../support/long-run.ts'

const perPage = 50

/** Page by page, each held to the model, until one is short of fifty. */
async function walk(
  box: MessageBox,
  parameters: Parameters,
  expected: readonly ModelRow[],
  below = '',
): Promise<number> {
  for (let skip = 0; ; skip += perPage) {
    const page = await rowsAt(box, skip === 0 ? parameters : { ...parameters, $skip: skip }, below)
    expect(page).toEqual(expected.slice(skip, skip + perPage))
    if (page.length < perPage) return skip + page.length
  }
}

type Words = Readonly<Record<Language, string>>
const unread: Words = { 1044: 'Ulest', 2068: 'Ulest', 1033: 'Unread' }
const submitted: Words = {
  ...{ 1044: 'Sendt og arkivert', 2068: 'Sendt og arkivert' },
  1033: 'Sent and archived',
}
const archived: Words = { 1044: 'Arkivert', 2068: 'Arkivert', 1033: 'Archived' }
const beingFilledIn: Words = { 1044: 'Utfylling', 2068: 'Utfylling', 1033: 'Completion' }

interface Question {
  readonly of: string
  readonly parameters: (language: Language) => Parameters
  readonly keeps?: (row: ModelRow, language: Language) => boolean
  readonly compares?: (one: ModelRow, other: ModelRow) => number
  readonly top?: number
  /** Of a service that has not moved. */
  readonly isOfAltinn2?: boolean
}

const latestCreated = (one: ModelRow, other: ModelRow): number =>
  sortable(one.CreatedDate) < sortable(other.CreatedDate)
    ? 1
    : -Number(sortable(one.CreatedDate) > sortable(other.CreatedDate))
const { compare } = new Intl.Collator('nb')
const owners: Words = { 1044: 'Naboetaten', 2068: 'Naboetaten', 1033: 'Neighbour agency' }

/** What real clients are known to have sent, and what they leave to the imagination. */
const questions: readonly Question[] = [
  {
    of: 'Altinn/AltinnApp’s inbox',
    parameters: (language) => ({
      $filter: `Status ne '${submitted[language]}' and Status ne '${archived[language]}'`,
    }),
    keeps: ({ Status }, language) =>
      Status !== submitted[language] && Status !== archived[language],
  },
  {
    of: 'Altinn/AltinnApp’s archive',
    parameters: (language) => ({
      $filter: `Status eq '${submitted[language]}' or Status eq '${archived[language]}'`,
    }),
    keeps: ({ Status }, language) =>
      Status === submitted[language] || Status === archived[language],
  },
  {
    of: 'Altinn/AltinnApp’s search',
    parameters: () => ({ $filter: `substringof('brygge', tolower(Subject))` }),
    keeps: ({ Subject }) => String(Subject).toLowerCase().includes('brygge'),
  },
  {
    of: 'SystemaAS/altinn-proxy',
    parameters: (language) => ({ $filter: `Status eq '${unread[language]}'` }),
    keeps: ({ Status }, language) => Status === unread[language],
  },
  {
    of: 'SystemaAS/altinn-proxy’s day',
    parameters: (language) => ({
      $filter: `ServiceOwner eq '${owners[language]}' and CreatedDate gt datetime'2026-03-01'`,
    }),
    keeps: ({ ServiceOwner, CreatedDate }, language) =>
      ServiceOwner === owners[language] && sortable(CreatedDate) > '2026-03-01T00:00:00.0000000',
  },
  ...[
    ['7101', 2],
    ['7203', 103],
    ['SKBREV', 102],
    ['7207', 107],
    ['7112', 13],
  ].map(([code, edition]): Question => ({
    of: `navikt/min-side-arbeidsgiver’s last messages of ${String(code)}`,
    parameters: () => ({
      $top: 11,
      $orderby: 'CreatedDate desc',
      $filter: `ServiceCode eq '${String(code)}' and ServiceEdition eq ${String(edition)}`,
    }),
    keeps: ({ ServiceCode, ServiceEdition }) => ServiceCode === code && ServiceEdition === edition,
    compares: latestCreated,
    top: 11,
    isOfAltinn2: code === '7112',
  })),
  {
    of: 'drafts, the first made first',
    parameters: (language) => ({
      $filter: `Type eq 'FormTask' and Status eq '${beingFilledIn[language]}'`,
      $orderby: 'CreatedDate',
    }),
    keeps: ({ Status }, language) => Status === beingFilledIn[language],
    compares: (one, other) => -latestCreated(one, other),
  },
  {
    of: 'whatever is left of a code, by subject',
    parameters: () => ({
      $filter: `ServiceCode eq '7102' or ServiceCode eq '7206'`,
      $orderby: 'Subject,LastChangedDateTime desc',
    }),
    keeps: ({ ServiceCode }) => ServiceCode === '7102' || ServiceCode === '7206',
    compares: (one, other) => compare(String(one.Subject), String(other.Subject)),
  },
  {
    of: 'what was changed in one summer',
    parameters: () => ({
      $filter: `LastChangedDateTime ge DateTime'2025-06-01T00:00:00' and LastChangedDateTime lt DateTime'2025-09-01T00:00:00'`,
    }),
    keeps: ({ LastChangedDateTime: changed }) =>
      sortable(changed) >= '2025-06-01T00:00:00.0000000' &&
      sortable(changed) < '2025-09-01T00:00:00.0000000',
  },
  {
    of: 'a quotation mark, and none of one kind',
    parameters: () => ({
      $filter: `startswith(Subject, 'O''Hara') and not (MarkedUnread eq true)`,
    }),
    keeps: ({ Subject, MarkedUnread }) =>
      String(Subject).startsWith("O'Hara") && MarkedUnread !== true,
  },
  {
    of: 'what is due, the last changed first',
    parameters: () => ({
      $filter: 'DueDate ne null',
      $orderby: 'LastChangedDateTime desc',
    }),
    keeps: ({ DueDate }) => DueDate !== undefined,
  },
]

function answerTo({ keeps, compares }: Question, box: MessageBox, language: Language) {
  const kept = box.model({ language }).filter((row) => keeps?.(row, language) ?? true)
  return compares === undefined ? kept : [...kept].sort(compares)
}

function lastPageOf({ length }: readonly unknown[]): number {
  return length - (length % perPage)
}

const windows = ['2025-01-01', '2025-04-01', '2025-08-15', '2026-01-01', '2026-04-01', '2027-01-01']

describe.each([
  ['Altinn 3 alone', 'altinn3', isLongRun ? 1_500 : 500],
  ['both platforms', 'both', isLongRun ? 800 : 300],
] as const)('the message box on %s', (_, on, size) => {
  let box: MessageBox
  beforeAll(async () => {
    box = await startMessageBox(on, createBigBox(size, size))
  })
  afterAll(() => box.close())

  it('has some of everything, and many of one moment', () => {
    const rows = box.model()
    const statuses = new Set(rows.map(({ Status }) => Status))
    expect(statuses.size).toBe(6)
    expect(rows.length).toBeGreaterThan((2 * size) / 3)
    expect(new Set(rows.map(({ MessageId }) => MessageId)).size).toBe(rows.length)
    const moments = new Map<unknown, number>()
    for (const { LastChangedDateTime: at } of rows) moments.set(at, (moments.get(at) ?? 0) + 1)
    expect(Math.max(...moments.values())).toBeGreaterThan(
      isLongRun && on === 'altinn3' ? perPage : 15,
    )
    expect(box.model({ isBin: true }).length).toBeGreaterThan(perPage)
  })

  it('is read whole, fifty at a time', async () => {
    const expected = box.model()
    expect(await walk(box, {}, expected)).toBe(expected.length)
  })

  it('has a bin of its own', async () => {
    const expected = box.model({ isBin: true, language: 1033 })
    expect(await walk(box, { language: 1033 }, expected, '/trashbin')).toBe(expected.length)
  })

  it('is read in windows of dates, the moments between them in both', async () => {
    for (const [place, from] of windows.slice(0, -1).entries()) {
      const to = windows[place + 1] ?? ''
      const expected = box
        .model()
        .filter(({ LastChangedDateTime: changed }) => String(changed) >= from)
        .filter(({ LastChangedDateTime: changed }) => sortable(changed) <= `${to}T00:00:00.0000000`)
      expect(expected.length).toBeGreaterThan(perPage)
      for (const skip of [0, lastPageOf(expected)]) {
        const page = await rowsAt(box, { dateFrom: from, dateTo: to, $skip: skip })
        expect(page).toEqual(expected.slice(skip, skip + perPage))
      }
    }
  })

  it('has what changed at one moment in a window of that moment alone', async () => {
    const rows = box.model()
    const [at] = rows.flatMap(({ LastChangedDateTime: one }, place) =>
      rows[place + 9]?.LastChangedDateTime === one ? [String(one)] : [],
    )
    const expected = rows.filter(({ LastChangedDateTime: one }) => one === at)
    await walk(box, { dateFrom: at ?? '', dateTo: at ?? '' }, expected)
  })

  it.each(questions)('answers $of, each page in another language', async (question) => {
    for (const [place, language] of languages.entries()) {
      const expected = answerTo(question, box, language)
      if (on === 'both' || question.isOfAltinn2 !== true) expect(expected).not.toEqual([])
      const skip = [0, perPage, lastPageOf(expected)][place] ?? 0
      const parameters = { $skip: skip, ...question.parameters(language), language }
      const page = await rowsAt(box, parameters)
      expect(page).toEqual(expected.slice(skip, skip + (question.top ?? perPage)))
    }
  })

  it('understands what clients write, pluses, bare quotation marks and a lost question mark', async () => {
    const newest = answerTo(
      {
        of: '',
        parameters: () => ({}),
        keeps: ({ ServiceCode, ServiceEdition }) => ServiceCode === '7101' && ServiceEdition === 2,
        compares: latestCreated,
      },
      box,
      1044,
    )
    // navikt/min-side-arbeidsgiver, and Altinn/AltinnApp without any parameter of its own.
    const query = `$top=11&$orderby=CreatedDate+desc&$filter=ServiceCode+eq+'7101'+and+ServiceEdition+eq+2`
    const path = '/api/my/messages'
    expect(bare(await listAt(box, `${path}?${query}`))).toEqual(newest.slice(0, 11))
    const glued = bare(await listAt(box, `${path}&$skip=50&language=1033`))
    expect(glued).toEqual(box.model({ language: 1033 }).slice(perPage, 2 * perPage))
  })

  it('leads from every row to the gateway alone, but for the portal', async () => {
    const { _links: links, _embedded: embedded } = await listAt(box, listPath({ $skip: 100 }))
    expect(links.self?.href).toBe(`https://gateway.example${listPath({ $skip: 100 })}`)
    for (const { MessageId: id, _links: ofRow } of embedded.messages) {
      expect(ofRow.self).toEqual({ href: `https://gateway.example/api/my/messages/${String(id)}` })
      for (const [relation, link] of Object.entries(ofRow)) {
        if (relation === 'portalview') continue
        expect([link].flat()[0]?.href).toMatch(/^https:\/\/gateway\.example\/api\//)
      }
    }
  })
})

describe.each(['altinn3', 'both'] as const)('the message box on %s by Altinn 2’s own ids', (on) => {
  let box: MessageBox
  beforeAll(async () => {
    const environment = { MIGRATED_CORRESPONDENCE_IDS: 'genuine' }
    box = await startMessageBox(on, createBigBox(100, 300), { environment })
  })
  afterAll(() => box.close())

  it('has migrated messages under them, and each once', async () => {
    const expected = box.model()
    const genuine = expected.filter(
      ({ Type, MessageId: id }) => Type === 'Correspondence' && String(id).length < 12,
    )
    expect(genuine.length).toBeGreaterThan(20)
    await walk(box, {}, expected)
  })
})
