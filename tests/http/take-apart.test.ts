import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { PartStore } from '../../src/http/server/part-store.ts'
import type { Cuts, Part } from '../../src/http/server/part.ts'
import { createSpool, type Spool } from '../../src/http/server/spool.ts'
import { takeApart, toPart } from '../../src/http/server/take-apart.ts'
import { Shares } from '../../src/runtime/shares.ts'
import { runs } from '../support/long-run.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'parts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const kibibyte = 1024
const share = { owner: '310385980', organization: '313876144' }
const cuts: Cuts = { FormData: 'xml', Data: 'base64' }
let memory: Shares
let maxUsed: number
let spool: Spool
let store: PartStore

beforeEach(() => begin())

function begin(maxMemory = 1024 * kibibyte): void {
  memory = new Shares(maxMemory)
  maxUsed = 0
  const noted: Spool['memory'] = {
    take: (owner, amount) => {
      const isTaken = memory.take(owner, amount)
      maxUsed = Math.max(maxUsed, memory.used)
      return isTaken
    },
    giveBack: (owner, amount) => memory.giveBack(owner, amount),
  }
  spool = { ...createSpool(64 * 1024 * kibibyte, folder), memory: noted }
  store = new PartStore(spool, share)
}

/** The pieces one by one, as a caller sends them. */
function sending(pieces: Iterable<Buffer>): () => Promise<Buffer | undefined> {
  const iterator = pieces[Symbol.iterator]()
  return () => Promise.resolve(iterator.next().value as Buffer | undefined)
}

function take(body: string | Buffer | Iterable<Buffer>, type?: string): Promise<unknown> {
  const pieces = typeof body === 'string' || Buffer.isBuffer(body) ? [Buffer.from(body)] : body
  const input = { next: sending(pieces), type, cuts, owner: share.owner }
  return takeApart(input, store).then(({ document }) => document)
}

/** The document with the parts' bytes in place of the parts. */
async function read(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  if ('stream' in value) return readPart(value as Part)
  if (Array.isArray(value)) return Promise.all(value.map((each) => read(each)))
  const members = Object.entries(value).map(async ([name, each]) => [name, await read(each)])
  return Object.fromEntries((await Promise.all(members)) as [string, unknown][])
}

async function readPart(part: Part): Promise<string> {
  const [bytes, again] = await Promise.all([buffer(part.stream()), buffer(part.stream())])
  expect(again.equals(bytes)).toBe(true)
  expect(part.size).toBe(bytes.length)
  expect(part.hash).toBe(createHash('sha256').update(bytes).digest('hex'))
  return bytes.toString()
}

function split(whole: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, index) => whole.subarray(from, places[index] ?? whole.length))
}

function refusal(detail: string): object {
  return { code: 'BODY_MALFORMED', details: { detail } }
}

interface Work {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

function withResolvers(): Work {
  let settle: Omit<Work, 'promise'> = { resolve: () => undefined, reject: () => undefined }
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, ...settle }
}

describe('a JSON body that is taken apart', () => {
  it('has its forms and attachments as parts, and all else as it was', async () => {
    const xml = '<Skjema xmlns="urn:a">æ</Skjema>'
    const document = await take(
      JSON.stringify({
        Type: 'FormTask',
        _embedded: {
          forms: [{ Type: 'MainForm', FormData: xml }],
          attachments: [{ FileName: 'kart.pdf', data: Buffer.from('kart').toString('base64') }],
        },
      }),
      'application/hal+json',
    )
    expect(document).toMatchObject({
      _embedded: { forms: [{ FormData: { xml: { root: 'Skjema', namespace: 'urn:a' } } }] },
    })
    expect(await read(document)).toEqual({
      Type: 'FormTask',
      _embedded: {
        forms: [{ Type: 'MainForm', FormData: xml }],
        attachments: [{ FileName: 'kart.pdf', Data: 'kart' }],
      },
    })
  })

  it('gives the same document and bytes, however its bytes are cut', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    const body = fc.record({
      Forms: fc.array(fc.record({ FormData: text, Other: text })),
      Other: text,
    })
    const escaped = fc.boolean()
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.array(fc.nat(), { maxLength: 8 }),
        escaped,
        async (one, at, isEscaped) => {
          const written = JSON.stringify(one)
          const inAscii = written.replace(
            /[^\x20-\x7e]/g,
            (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
          )
          const whole = Buffer.from(isEscaped ? inAscii : written)
          const trimmed = {
            ...one,
            Forms: one.Forms.map((form) => ({
              ...form,
              FormData: form.FormData.replace(/^[ \t\r\n]+/, ''),
            })),
          }
          begin()
          expect(await read(await take(split(whole, at)))).toEqual(trimmed)
          await store.end()
          expect([memory.used, spool.used()]).toEqual([0, 0])
        },
      ),
      runs(60),
    )
  })

  it('takes no value for absent when it is null', async () => {
    expect(await take('{"FormData": null}')).toEqual({ FormData: null })
  })

  it.each([
    ['FormData number 2 is not a string', '{"Forms":[{"FormData":"<a/>"},{"FormData":5}]}'],
    ['FormData number 1 is not a string', '{"FormData":{"a":1}}'],
    ['Data number 1 is not a string', '{"Data":["QQ=="]}'],
    ['Data number 1 is not a string', '{"Data":true}'],
    ['Data number 1 is not base64', '{"Data":"QQ="}'],
    ['Data number 1 is not base64', '{"Data":"QQ==QQ=="}'],
    ['Data number 1 is not base64', '{"Data":"Q-_Q"}'],
    ['Data number 1 is not base64', '{"Data":"Q"}'],
    ['the JSON document ends too early', '{"Data":"QQ=='],
    ['FormData number 1 has an escape sequence that JSON does not have', '{"FormData":"\\x"}'],
    ['FormData number 1 has an escape sequence that JSON does not have', '{"FormData":"\\u00g0"}'],
    ['FormData number 1 has half a surrogate pair', '{"FormData":"\\ud800"}'],
    ['FormData number 1 has half a surrogate pair', '{"FormData":"\\ud800x"}'],
    ['FormData number 1 has half a surrogate pair', '{"FormData":"\\udc00"}'],
    ['the body is not JSON', '{"FormData":"<a/>" 5}'],
    ['the body is not JSON', '{"FormData":"<a/>"5}'],
    ['the body is not JSON', '{"FormData" "<a/>"}'],
    ['the body is not JSON', '{"FormData":nul}'],
    ['the body is not JSON', '{"Type":"FormTask"'],
    ['the body is not JSON', '{}}'],
    ['the body is empty', ''],
    ['the body is empty', '  '],
    ['the body is neither JSON nor XML', 'Type=FormTask'],
    ['the body is neither JSON nor XML', '['.repeat(65)],
    ['more than 64 levels', `{"a":${'['.repeat(65)}`],
    ['more than 10000 objects and arrays', `{"a":[${'[],'.repeat(10_001)}`],
    ['the body is neither JSON nor XML', `[${'{"Data":""},'.repeat(1_001)}`],
    ['more than 1000 forms and attachments', `{"a":[${'{"Data":""},'.repeat(1_001)}`],
  ])('is refused in words that say where: %s', async (detail, body) => {
    await expect(take(body)).rejects.toMatchObject(refusal(detail))
  })
})

describe('what is left of a JSON body', () => {
  it.each([
    ['a value', `{"Type":"${'x'.repeat(300 * kibibyte)}"}`],
    ['a name', `{"${'x'.repeat(300 * kibibyte)}":1}`],
    ['white space', `{${' '.repeat(300 * kibibyte)}}`],
  ])('is bounded, whatever makes it long: %s', async (_, body) => {
    await expect(take(body)).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
      details: { detail: 'more than 262144 bytes outside FormData and Data' },
    })
  })

  it('keeps members with names of object prototypes as members', async () => {
    const document = await take('{"__proto__":{"FormData":"<a/>"},"constructor":{"Data":"QQ=="}}')
    expect(await read((document as { constructor: unknown }).constructor)).toEqual({ Data: 'A' })
    expect(Object.getPrototypeOf(document)).toBe(Object.prototype)
    expect(Object.keys(document as object)).toEqual(['__proto__', 'constructor'])
  })

  it('has the last of several values, as .NET did, whatever the case of the names', async () => {
    const document = await take(
      '{"FormData":"<a/>","formdata":"<b/>","FORMDATA":"<c/>","a":1,"a":2}',
    )
    expect(await read(document)).toEqual({ FormData: '<c/>', a: 2 })
  })

  it('is read in UTF-16 too', async () => {
    const body = '\ufeff{"FormData":"<å/>","Data":"QQ==","Type":"ø"}'
    const document = await take(Buffer.from(body, 'utf16le'), 'application/json')
    expect(await read(document)).toEqual({ FormData: '<å/>', Data: 'A', Type: 'ø' })
  })
})

describe('a part', () => {
  it('stays in memory while it is short, and many short ones need one file', async () => {
    let files = 0
    spool = { ...spool, open: (of) => ((files += 1), createSpool(2 ** 30, folder).open(of)) }
    store = new PartStore(spool, share)
    const short = 'x'.repeat(1_000)
    const forms = Array.from({ length: 1_000 }, () => ({
      Data: Buffer.from(short).toString('base64'),
    }))
    const document = await take(JSON.stringify({ forms }))
    expect(files).toBe(1)
    expect(memory.used).toBeLessThanOrEqual(256 * kibibyte)
    expect(await read(document)).toEqual({ forms: forms.map(() => ({ Data: short })) })
    await store.end()
    expect(memory.used).toBe(0)
  })

  it('takes 64 KiB of memory when it is long, and no more when it is read', async () => {
    const piece = Buffer.from('x'.repeat(48 * kibibyte)).toString('base64')
    function* pieces(): Iterable<Buffer> {
      yield Buffer.from('{"Data":"')
      for (let count = 0; count < 200; count += 1) yield Buffer.from(piece)
      yield Buffer.from('"}')
    }
    const document = (await take(pieces())) as { Data: Part }
    expect(document.Data.size).toBe(200 * 48 * kibibyte)
    expect(maxUsed).toBeLessThanOrEqual(64 * kibibyte)
    expect(memory.used).toBe(0)
    expect(spool.used()).toBe(document.Data.size)
    await store.end()
    expect(spool.used()).toBe(0)
  })

  it('goes to the disk when no memory is left', async () => {
    begin(0)
    const document = await take('{"forms":[{"Data":"QQ=="},{"Data":"QUI="},{"Data":""}]}')
    expect(await read(document)).toEqual({ forms: [{ Data: 'A' }, { Data: 'AB' }, { Data: '' }] })
    expect(spool.used()).toBe(3)
  })

  it('is the whole body where the operation takes a file', async () => {
    const whole = Buffer.alloc(300 * kibibyte, 'abc')
    const part = await toPart({ next: sending(split(whole, [7, 70_000])), owner: '1' }, store)
    expect(await readPart(part)).toBe(whole.toString())
    expect(maxUsed).toBeLessThanOrEqual(64 * kibibyte)
  })

  it('lives until the body has ended and all work for it has settled', async () => {
    const { Data } = (await take(`{"Data":"${'QUJD'.repeat(40_000)}"}`)) as { Data: Part }
    const works = [withResolvers(), withResolvers()] as const
    for (const { promise } of works) store.keepUntil(promise)
    await store.end()
    works[0].reject(new Error('failed'))
    await new Promise(setImmediate)
    expect((await buffer(Data.stream())).length).toBe(120_000)
    works[1].resolve()
    await expect.poll(() => spool.used()).toBe(0)
    await expect(buffer(Data.stream())).rejects.toMatchObject({ code: 'TIMED_OUT' })
  })
})
