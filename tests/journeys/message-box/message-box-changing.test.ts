import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Altinn2Message } from '../../../sandbox/altinn2/messages/state.ts'
import { createBigBox, type BoxElement } from '../../support/big-box/big-box.ts'
import { letterServices } from '../../support/big-box/services.ts'
import { altinn2Changes, altinn3Changes, type BoxChange } from '../../support/model/box-changes.ts'
import { listOf } from '../../support/big-box/model.ts'
import { isLongRun } from '../../support/long-run.ts'
import {
  bare,
  listPath,
  rowsAt,
  startMessageBox,
  type HalList,
  type MessageBox,
} from '../../support/model/message-box.ts'

const perPage = 50
/** Four pages and more, and what is read of them is read in several parts. */
const sizes = isLongRun ? { altinn3: 260, both: 260 } : { altinn3: 200, both: 130 }

const changesOn = {
  altinn3: Object.entries(altinn3Changes),
  both: [...Object.entries(altinn3Changes), ...Object.entries(altinn2Changes)],
} as const

/** Who calls when a page of a list has been read. */
interface Source {
  readonly pagesRead: number
  afterPage: ((pagesRead: number) => void) | undefined
}

function sourcesOf({ on, gateway }: MessageBox): Readonly<Record<string, Source>> {
  const { altinn2, altinn3 } = gateway.sandbox
  const ofAltinn3 = { storage: altinn3.storage, dialogporten: altinn3.dialogporten }
  return on === 'altinn3' ? ofAltinn3 : { ...ofAltinn3, altinn2: altinn2.messages }
}

/** Once, when so many pages have been read from now on. */
function after(source: Source, pages: number, happen: () => void): void {
  const first = source.pagesRead + pages
  source.afterPage = (read) => {
    if (read !== first) return
    source.afterPage = undefined
    happen()
  }
}

const modes = [
  ['Altinn 3 alone', 'altinn3'],
  ['both platforms', 'both'],
] as const

describe.each(modes)('a message box on %s that does not stand still', (_, on) => {
  let box: MessageBox
  beforeAll(async () => {
    box = await startMessageBox(on, [])
  })
  afterAll(() => box.close())

  it('is on every page what it is at that moment', async () => {
    const size = isLongRun ? 400 : 200
    box.refill(createBigBox(size, size))
    const changes = changesOn[on]
    for (let skip = 0, turn = 0; skip < box.model().length; skip += perPage) {
      for (const [, change] of [...changes, ...changes].slice(turn % changes.length).slice(0, 3)) {
        change(box, (turn += 1))
      }
      const page = await rowsAt(box, { $skip: skip })
      expect(page).toEqual(box.model().slice(skip, skip + perPage))
    }
  })

  it.each(changesOn[on])(
    'is on a page as it was or as it is, when meanwhile %s',
    async (_name, change: BoxChange) => {
      box.refill(createBigBox(sizes[on], sizes[on]))
      let turn = 0
      for (const source of Object.values(sourcesOf(box))) {
        for (const [pages, skip] of [
          [1, 150],
          [2, 50],
        ] as const) {
          const before = box.model().slice(skip, skip + perPage)
          let hasHappened = false
          after(source, pages, () => {
            change(box, (turn += 1))
            hasHappened = true
          })
          const page = await rowsAt(box, { $skip: skip })
          source.afterPage = undefined
          if (pages === 1) expect(hasHappened).toBe(true)
          expect([before, box.model().slice(skip, skip + perPage)]).toContainEqual(page)
        }
      }
    },
  )

  it('has nothing twice on a page while everything happens at once', async () => {
    box.refill(createBigBox(sizes[on], sizes[on]))
    let turn = 0
    const changes = changesOn[on]
    for (const source of Object.values(sourcesOf(box))) {
      source.afterPage = () => changes[(turn += 1) % changes.length]?.[1](box, turn)
    }
    for (const skip of [0, 50, 150, 100]) {
      const answer = await box.ask(listPath({ $skip: skip }))
      expect(answer.status).toBe(200)
      const ids = [...answer.body.matchAll(/"MessageId":"([^"]+)"/g)].map(([, id]) => id)
      expect(ids).toHaveLength(perPage)
      expect(new Set(ids).size).toBe(perPage)
    }
    expect(turn).toBeGreaterThan(8)
  })
})

/** Many that Altinn 2 alone has, all of one moment, with numbers of every length. */
function ofOneMoment(count: number): readonly BoxElement[] {
  const service = letterServices.at(-1)
  if (service === undefined) throw new Error('no service')
  const lastChanged = Date.UTC(2026, 3, 4, 5)
  return Array.from({ length: count }, (_, place) => {
    const isArchived = place % 3 === 0
    const number = ([80_000, 900, 7_000_000][place % 2 === 0 ? place % 3 : 1] ?? 0) + place
    const altinn2: Altinn2Message = {
      id: `${isArchived ? 'b' : 'a'}${number}`,
      ...{ kind: 'Correspondence', subject: `Brev ${place}` },
      state: isArchived ? 'archived' : 'read',
      ...{ lastChanged, created: lastChanged - 5_000 },
      ...{ lastChangedBy: 'Naboetaten', serviceOwner: 'Naboetaten', sender: 'Naboetaten' },
      ...{ serviceCode: service.code, serviceEdition: service.edition },
    }
    return { key: `one moment ${place}`, service, altinn2 }
  })
}

describe('a message box with more messages than Dialogporten gives at once', () => {
  let box: MessageBox
  beforeAll(async () => {
    box = await startMessageBox('altinn3', createBigBox(60, 2_600))
  })
  afterAll(() => box.close())

  it.each(Object.entries(altinn3Changes).filter(([name]) => name.startsWith('a message')))(
    'is on a page as it was or as it is, when meanwhile %s',
    async (_name, change) => {
      const skip = 1_000
      for (const turn of [1, 2]) {
        const source = box.gateway.sandbox.altinn3.dialogporten
        const before = box.model().slice(skip, skip + perPage)
        const pagesBefore = source.pagesRead
        after(source, turn, () => change(box, source.pagesRead))
        const page = await rowsAt(box, { $skip: skip })
        expect(source.pagesRead - pagesBefore).toBeGreaterThan(1)
        expect([before, box.model().slice(skip, skip + perPage)]).toContainEqual(page)
      }
    },
  )
})

describe('a message box with Altinn 2', () => {
  let box: MessageBox
  beforeAll(async () => {
    box = await startMessageBox('both', [])
  })
  afterAll(() => box.close())

  it('has each of many that changed at one moment on one page', async () => {
    box.refill(ofOneMoment(230))
    for (let skip = 0; skip < 250; skip += perPage) {
      expect(await rowsAt(box, { $skip: skip })).toEqual(box.model().slice(skip, skip + perPage))
    }
  })

  it('has Altinn 3’s box and bin of one moment', async () => {
    const both = createBigBox(100, 100).filter(
      ({ altinn2, form, letter }) => altinn2 !== undefined && (form ?? letter) !== undefined,
    )
    box.refill(both)
    const { storage, dialogporten } = box.gateway.sandbox.altinn3
    for (const [source, change] of [
      [storage, altinn3Changes['a form is taken out of the bin again']],
      [dialogporten, altinn3Changes['a message is taken out of the bin again']],
    ] as const) {
      const before = box.model()
      const { pagesRead } = source
      after(source, 1, () => change?.(box, 1))
      const page = await rowsAt(box)
      expect(box.model()).toHaveLength(before.length + 1)
      expect(box.model().length).toBeLessThanOrEqual(perPage)
      expect([before, box.model()]).toContainEqual(page)
      expect(source.pagesRead - pagesRead).toBe(1)
    }
  })

  it('has what Altinn 2 told of and says that there is more, until dates leave no more', async () => {
    box.refill(createBigBox(200, 200))
    const most = 60
    box.gateway.sandbox.altinn2.messages.modes.mostRead = most
    const told = new Set(
      box.elements
        .filter(({ altinn2 }) => altinn2 !== undefined && altinn2.isDeleted !== true)
        .sort((one, other) => changedIn(other) - changedIn(one))
        .slice(0, most),
    )
    const known = box.elements.filter(
      (element) => told.has(element) || element.form !== undefined || element.letter !== undefined,
    )
    const expected = listOf(known, { on: 'both' })
    expect(expected.length).toBeLessThan(box.model().length)
    for (let skip = 0; skip < expected.length; skip += perPage) {
      const list = await box.ask(listPath({ $skip: skip }))
      expect(bare(JSON.parse(list.body) as HalList)).toEqual(expected.slice(skip, skip + perPage))
      if (skip > most) expect(list.headers['x-warning-limitreached']).toBe('true')
    }
    const narrow = await box.ask(listPath({ dateFrom: '2026-08-01' }))
    expect(narrow.headers['x-warning-limitreached']).toBeUndefined()
    expect(narrow.status).toBe(200)
  })
})

const changedIn = ({ altinn2 }: BoxElement): number => altinn2?.lastChanged ?? 0
