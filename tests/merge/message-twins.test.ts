import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/altinn2/response.ts'
import { toTwin, withoutTwins } from '../../src/merge/message-twins.ts'

type Properties = Resource['properties']

const letter = (id: string, more: Properties = {}): Properties => ({
  MessageId: id,
  Type: 'Correspondence',
  ServiceCode: '5999',
  ServiceEdition: 1,
  Subject: 'Vedtak',
  CreatedDate: '2026-01-01T12:00:00.41',
  ...more,
})
const form = (id: string): Properties => ({ ...letter(id), Type: 'FormTask' })

function left(theirs: readonly Properties[], ours: readonly Properties[]): readonly unknown[] {
  const rows = theirs.map((properties) => ({ properties }))
  return withoutTwins(rows, ours.map(toTwin)).map(({ properties }) => properties.MessageId)
}

describe('what Altinn 2 has and Altinn 3 has, too', () => {
  it('is known by its number', () => {
    expect(left([form('b1'), form('b2'), letter('a3')], [form('b2'), letter('a3')])).toEqual(['b1'])
  })

  it('is known by its service, subject and second, when it is a correspondence', () => {
    const ours = [
      letter('a400000000000000001', { CreatedDate: '2026-01-01T12:00:00.9', ServiceCode: '5999' }),
    ]
    expect(left([letter('a1')], ours)).toEqual([])
    expect(left([letter('a1', { Subject: 'Vedtak ' })], ours)).toEqual([])
    for (const other of [
      { Subject: 'Annet' },
      { ServiceEdition: 2 },
      { ServiceCode: '5998' },
      { CreatedDate: '2026-01-01T12:00:01' },
      { Type: 'FormTask' },
    ]) {
      expect(left([letter('a1', other)], ours)).toEqual(['a1'])
    }
  })

  it('is as often as Altinn 3 has it, when several are alike', () => {
    const theirs = ['a1', 'a2', 'a3'].map((id) => letter(id))
    expect(left(theirs, [letter('a400000000000000001')])).toEqual(['a2', 'a3'])
    const two = ['a400000000000000001', 'a400000000000000002'].map((id) => letter(id))
    expect(left(theirs, two)).toEqual(['a3'])
  })

  it('is told by as much of a subject as a title has', () => {
    const long = 'x'.repeat(300)
    const ours = [letter('a400000000000000001', { Subject: long.slice(0, 255) })]
    expect(left([letter('a1', { Subject: long })], ours)).toEqual([])
  })

  it('is never guessed of what has no service, no subject or no date', () => {
    const ours = [letter('a400000000000000001')]
    for (const name of ['ServiceCode', 'Subject', 'CreatedDate']) {
      const rest = Object.entries(letter('a1')).filter(([other]) => other !== name)
      expect(left([Object.fromEntries(rest)], ours)).toEqual(['a1'])
    }
  })
})
