import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  exchangeFiles,
  exchangeFolders,
  parseExchange,
  readExchange,
  readStory,
} from './support/exchange-file.ts'
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
  const exchanges = stories.map(({ id, name }) => readExchange(id, name))

  it('names no recording', () => {
    expect(exchanges.filter((exchange) => printExchange(exchange).includes('$recording'))).toEqual(
      [],
    )
  })

  it('reads as the same exchange', () => {
    for (const exchange of exchanges) {
      const printed = printExchange(exchange)
      const again = parseExchange(printed, 'printed')
      expect(again.given).toEqual(exchange.given)
      expect(printExchange(again)).toBe(printed)
    }
  })
})

describe('docs/exchange-files.md', () => {
  const page = readFileSync(new URL('../docs/exchange-files.md', import.meta.url), 'utf8')
  const [id, name] = ['end-user/broker-inbox/get-inbox-file', 'a-file-that-was-fetched.http']

  it('shows the story as it is', () => {
    expect(page).toContain(`${readStory(id, name)}\`\`\``)
  })

  it('shows the answer of Altinn 3 as it is in full', () => {
    const [response] = readExchange(id, name).altinn3.map(({ response }) => response)
    expect(page).toContain(`### Altinn 3 response 1\n${response?.start}\n\n${response?.body}\n`)
  })
})
