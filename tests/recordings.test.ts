import { describe, expect, it } from 'vitest'
import { exchangeFiles, exchangeFolders, readExchange, readStory } from './support/exchange-file.ts'
import { printExchange } from './support/print-exchange.ts'
import { expand, readRecording, recordingFiles } from './support/recordings.ts'

const stories = exchangeFolders().flatMap((id) =>
  exchangeFiles(id).map((name) => ({ id, name, text: readStory(id, name) })),
)
const recordings = recordingFiles()
const named = new Set(
  [...stories.map(({ text }) => text), ...recordings.map(readRecording)].flatMap((text) =>
    [...text.matchAll(/\$recording"?: "?([\w/-]+)/g)].map(([, name]) => name),
  ),
)

describe('a recording', () => {
  it.each(recordings)('%s is named by a story or by another recording', (file) => {
    expect(named).toContain(file.replace(/\.\w+$/, ''))
  })

  it('lies in a folder of at most 18 files', () => {
    const folders = recordings.map((file) => file.replace(/\/[^/]+$/, ''))
    const large = folders.filter(
      (folder) => folders.filter((other) => other === folder).length > 18,
    )
    expect(large).toEqual([])
  })

  it('that does not exist cannot be named', () => {
    expect(() => expand({ $recording: 'broker/recipients/no-such' })).toThrow('no-such')
  })
})

describe('a recording with a patch', () => {
  const $recording = 'access-management/party-lists/company-with-subunit'
  const party = { $recording: 'access-management/parties/company-with-subunit' }

  it('is the recording, with other recordings in it, where the patch is empty', () => {
    expect(expand({ $recording })).toEqual({ links: { next: null }, data: [expand(party)] })
  })

  it('merges objects, replaces lists and removes what is null', () => {
    expect(expand({ $recording, links: { self: 'x', next: null }, data: [], more: 1 })).toEqual({
      links: { self: 'x' },
      data: [],
      more: 1,
    })
  })

  it('takes a recording in the place of a member', () => {
    expect(expand({ $recording, links: { first: party } })).toMatchObject({
      links: { next: null, first: expand(party) },
    })
  })

  it('keeps what is null in the items of a list', () => {
    expect(expand({ $recording, data: [{ name: null }] })).toMatchObject({ data: [{ name: null }] })
  })
})

describe('the length of the stories', () => {
  const lengths = stories.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b)

  it('is at most 40 lines in the median', () => {
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(40)
  })

  it('is at most 30 lines on average', () => {
    expect(lengths.reduce((sum, length) => sum + length, 0) / lengths.length).toBeLessThanOrEqual(
      30,
    )
  })

  it('is at most 90 lines in each', () => {
    const long = stories.filter(({ text }) => text.split('\n').length > 91)
    expect(long.map(({ id, name }) => `${id}/${name}`)).toEqual([])
  })
})

describe('a story that is printed in full', () => {
  const id = 'end-user/broker-outbox/send-file'

  it('names no recording', () => {
    const texts = exchangeFiles(id).map((name) => printExchange(id, name))
    expect(texts.filter((text) => text.includes('$recording'))).toEqual([])
  })

  it('has the whole messages', () => {
    const [name = ''] = exchangeFiles(id)
    const { request, response } = readExchange(id, name)
    expect(printExchange(id, name)).toContain(`### Altinn 2 request\n${request.start}\n`)
    expect(printExchange(id, name)).toContain(`### Altinn 2 response\n${response.start}\n`)
  })
})
