import { describe, expect, it } from 'vitest'
import {
  compareListed,
  mostElements,
  readLatest,
  type Latest,
  type Listed,
  type Wanted,
} from '../../../src/message-box/list/element-rows.ts'

function element(id: string, changed: number): Listed {
  return { id, changed, show: () => ({ type: 'Message', properties: { MessageId: id } }) }
}

/** So many, newest first, of which each read gives as many as it is asked for. */
function reading(all: readonly Listed[], mayBeSeen: (element: Listed) => boolean = () => true) {
  const sizes: number[] = []
  const read = (size: number): Promise<Latest> => {
    sizes.push(size)
    const page = all.slice(0, size)
    const until = page.at(-1)?.changed
    const elements = page.filter(mayBeSeen)
    return Promise.resolve(
      all.length > size ? { elements, until: until ?? Infinity } : { elements },
    )
  }
  return { sizes, read }
}

const many = (count: number): readonly Listed[] =>
  Array.from({ length: count }, (_, place) => element(`a${place}`, 1_000_000 - place))
const keeping = (isKept: (element: Listed) => boolean): Pick<Wanted, 'keep'> => ({
  keep: (elements) => Promise.resolve(elements.filter(isKept)),
})
const everything = keeping(() => true)

describe('reading the latest elements', () => {
  it('asks once when there is enough', async () => {
    const { sizes, read } = reading(many(1_000))
    const { elements, isCut } = await readLatest({ count: 50, ...everything }, read)
    expect([sizes.length, elements.length >= 50, isCut]).toEqual([1, true, false])
  })

  it('asks for more, from the top, until there is enough of what is wanted', async () => {
    const { sizes, read } = reading(many(2_000))
    const tenth = keeping(({ changed }) => changed % 10 === 0)
    const { elements } = await readLatest({ count: 50, ...tenth }, read)
    expect(elements.length).toBeGreaterThanOrEqual(50)
    expect(sizes).toEqual([75, 750])
  })

  it('leaves nothing out of one moment, wherever a page ends', async () => {
    const all = [...many(10), ...Array.from({ length: 200 }, (_, id) => element(`b${id}`, 7))]
    const { elements } = await readLatest({ count: 50, ...everything }, reading(all).read)
    expect(elements).toHaveLength(210)
  })

  it('goes on when nothing of a page may be seen', async () => {
    const { read } = reading(many(500), ({ changed }) => changed <= 1_000_000 - 400)
    const { elements, isCut } = await readLatest({ count: 50, ...everything }, read)
    expect([elements[0]?.id, elements.length, isCut]).toEqual(['a400', 100, false])
  })

  it('says so when there is more than it may read', async () => {
    const { sizes, read } = reading(many(mostElements + 1))
    const wanted = { count: Infinity, ...everything }
    expect(await readLatest(wanted, read)).toMatchObject({ isCut: true })
    expect(sizes).toEqual([mostElements])
    const whole = await readLatest(wanted, reading(many(mostElements)).read)
    expect([whole.elements.length, whole.isCut]).toEqual([mostElements, false])
  })

  it('never asks more often than it takes to grow to the bound', async () => {
    const { sizes, read } = reading(many(mostElements * 2))
    const { isCut } = await readLatest({ count: 1, ...keeping(() => false) }, read)
    expect([sizes, isCut]).toEqual([[26, 260, 2_600, 5_000], true])
  })
})

describe('the order of elements', () => {
  it('has the last changed first, and of one moment the highest number, whatever its letter', () => {
    const ids = ['a9', 'b10', 'b400000000000000001', 'a400000000000000002']
    const all = [...ids.map((id) => element(id, 5)), element('a1', 6), element('a2', 4)]
    expect(all.sort(compareListed).map(({ id }) => id)).toEqual([
      'a1',
      'a400000000000000002',
      'b400000000000000001',
      'b10',
      'a9',
      'a2',
    ])
  })
})
