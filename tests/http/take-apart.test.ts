import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Part } from '../../src/http/server/part.ts'
import { toPart } from '../../src/http/server/take-apart.ts'
import { runs } from '../support/long-run.ts'
import { refusal, sending, split, TakingApart, textOf, withTexts } from '../support/taking-apart.ts'

const kibibyte = 1024
const taking = new TakingApart()
afterAll(() => taking.remove())
beforeEach(() => taking.begin())

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
    const document = await taking.take(
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
    expect(await withTexts(document)).toEqual({
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
          taking.begin()
          expect(await withTexts(await taking.take(split(whole, at)))).toEqual(trimmed)
          await taking.store.end()
          expect([taking.memory.used, taking.spool.used()]).toEqual([0, 0])
        },
      ),
      runs(60),
    )
  })

  it('takes no value for absent when it is null', async () => {
    expect(await taking.take('{"FormData": null}')).toEqual({ FormData: null })
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
    await expect(taking.take(body)).rejects.toMatchObject(refusal(detail))
  })
})

describe('an XML body that is taken apart', () => {
  it('has its lists under their names, and resources of HAL under what they are', async () => {
    const xml = `<resource rel="message"><Type> FormTask</Type><resource rel="forms">
      <resource rel="form"><FormData> <![CDATA[<?xml version='1.0' encoding='utf-16'?>\r\n<a/>]]>
      </FormData></resource><resource rel="form"><Type/></resource></resource></resource>`
    const document = await taking.take(xml)
    expect(await withTexts(document)).toEqual({
      Type: ' FormTask',
      _embedded: {
        forms: {
          _embedded: {
            form: [
              { FormData: "<?xml version='1.0' encoding='UTF-8'?>\n<a/>\n      " },
              { Type: '' },
            ],
          },
        },
      },
    })
  })

  it('takes no value for absent when it has none', async () => {
    const xml = `<a xmlns:i="urn:i"><Data i:nil="true"/><b><Data/></b><c><Data></Data></c></a>`
    const absent = { Data: null }
    expect(await taking.take(xml)).toEqual({ ...absent, b: absent, c: absent })
  })

  it('keeps elements with names of object prototypes as members', async () => {
    const xml = '<a><__proto__>x</__proto__><_embedded>y</_embedded><resource rel="__proto__"/></a>'
    const document = (await taking.take(xml)) as object
    expect(Object.keys(document)).toEqual(['__proto__', '_embedded'])
    expect(Object.getPrototypeOf(document)).toBeNull()
  })

  it.each([
    ['the body has a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['the body is not well-formed XML', '<a>&b;</a>'],
    ['the body is not well-formed XML', '<a><Data>QQ==</b></a>'],
    ['the body is not well-formed XML', '<a><Data>QQ==</Data>'],
    ['the body is not well-formed XML', '<a>\u0000</a>'],
    ['the body is not XML', '<a></a>< '],
    ['the XML document ends too early', '<a><Data>QQ=='],
    ['Data number 1 has a reference that XML does not have', '<a><Data>&b;</Data></a>'],
    ['Data number 1 has a reference that XML does not have', '<a><Data>&#0;</Data></a>'],
    ['Data number 1 has a reference that XML does not have', '<a><Data>&amp</Data></a>'],
    ['Data number 1 has a reference that XML does not have', `<a><Data>&${'x'.repeat(99)}`],
    ['Data number 1 is not base64', '<a><Data>QQ</Data></a>'],
    [
      'FormData number 2 has elements: send its document as CDATA or as escaped text',
      '<a><FormData>&lt;b/></FormData><FormData> <b/></FormData></a>',
    ],
    ['more than 64 levels', '<a>'.repeat(65)],
    ['more than 10000 elements', `<a>${'<b/>'.repeat(10_000)}`],
    ['more than 1000 forms and attachments', `<a>${'<Data>QQ==</Data>'.repeat(1_001)}`],
  ])('is refused in words that say where: %s', async (detail, body) => {
    await expect(taking.take(body, 'text/xml')).rejects.toMatchObject(refusal(detail))
  })

  it.each([
    ['text', `<a>${'x'.repeat(300 * kibibyte)}`],
    ['a name', `<${'x'.repeat(300 * kibibyte)}`],
    ['a comment', `<a><!--${'x'.repeat(300 * kibibyte)}`],
  ])('is bounded in what is left of it, whatever makes it long: %s', async (_, body) => {
    await expect(taking.take(body)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
  })
})

describe('what is left of a JSON body', () => {
  it.each([
    ['a value', `{"Type":"${'x'.repeat(300 * kibibyte)}"}`],
    ['a name', `{"${'x'.repeat(300 * kibibyte)}":1}`],
    ['white space', `{${' '.repeat(300 * kibibyte)}}`],
  ])('is bounded, whatever makes it long: %s', async (_, body) => {
    await expect(taking.take(body)).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
      details: { detail: 'more than 262144 bytes outside FormData and Data' },
    })
  })

  it('keeps members with names of object prototypes as members', async () => {
    const document = await taking.take(
      '{"__proto__":{"FormData":"<a/>"},"constructor":{"Data":"QQ=="}}',
    )
    expect(await withTexts((document as { constructor: unknown }).constructor)).toEqual({
      Data: 'A',
    })
    expect(Object.getPrototypeOf(document)).toBe(Object.prototype)
    expect(Object.keys(document as object)).toEqual(['__proto__', 'constructor'])
  })

  it('has the last of several values, as .NET did, whatever the case of the names', async () => {
    const document = await taking.take(
      '{"FormData":"<a/>","formdata":"<b/>","FORMDATA":"<c/>","a":1,"a":2}',
    )
    expect(await withTexts(document)).toEqual({ FormData: '<c/>', a: 2 })
  })

  it('is read in UTF-16 too', async () => {
    const body = '\ufeff{"FormData":"<å/>","Data":"QQ==","Type":"ø"}'
    const document = await taking.take(Buffer.from(body, 'utf16le'), 'application/json')
    expect(await withTexts(document)).toEqual({ FormData: '<å/>', Data: 'A', Type: 'ø' })
  })
})

describe('a part', () => {
  it('stays in memory while it is short, and many short ones need one file', async () => {
    const short = 'x'.repeat(1_000)
    const forms = Array.from({ length: 1_000 }, () => ({
      Data: Buffer.from(short).toString('base64'),
    }))
    const document = await taking.take(JSON.stringify({ forms }))
    expect(taking.files).toBe(1)
    expect(taking.memory.used).toBeLessThanOrEqual(256 * kibibyte)
    expect(await withTexts(document)).toEqual({ forms: forms.map(() => ({ Data: short })) })
    await taking.store.end()
    expect(taking.memory.used).toBe(0)
  })

  it('takes 64 KiB of memory when it is long, and no more when it is read', async () => {
    const piece = Buffer.from('x'.repeat(48 * kibibyte)).toString('base64')
    function* pieces(): Iterable<Buffer> {
      yield Buffer.from('{"Data":"')
      for (let count = 0; count < 200; count += 1) yield Buffer.from(piece)
      yield Buffer.from('"}')
    }
    const document = (await taking.take(pieces())) as { Data: Part }
    expect(document.Data.size).toBe(200 * 48 * kibibyte)
    expect(taking.maxUsed).toBeLessThanOrEqual(64 * kibibyte)
    expect(taking.memory.used).toBe(0)
    expect(taking.spool.used()).toBe(document.Data.size)
    await taking.store.end()
    expect(taking.spool.used()).toBe(0)
  })

  it('goes to the disk when no memory is left', async () => {
    taking.begin(0)
    const document = await taking.take('{"forms":[{"Data":"QQ=="},{"Data":"QUI="},{"Data":""}]}')
    expect(await withTexts(document)).toEqual({
      forms: [{ Data: 'A' }, { Data: 'AB' }, { Data: '' }],
    })
    expect(taking.spool.used()).toBe(3)
  })

  it('is the whole body where the operation takes a file', async () => {
    const whole = Buffer.alloc(300 * kibibyte, 'abc')
    const part = await toPart(
      { next: sending(split(whole, [7, 70_000])), owner: '1' },
      taking.store,
    )
    expect(await textOf(part)).toBe(whole.toString())
    expect(taking.maxUsed).toBeLessThanOrEqual(64 * kibibyte)
  })

  it('lives until the body has ended and all work for it has settled', async () => {
    const { Data } = (await taking.take(`{"Data":"${'QUJD'.repeat(40_000)}"}`)) as { Data: Part }
    const works = [withResolvers(), withResolvers()] as const
    for (const { promise } of works) taking.store.keepUntil(promise)
    await taking.store.end()
    works[0].reject(new Error('failed'))
    await new Promise(setImmediate)
    expect((await buffer(Data.stream())).length).toBe(120_000)
    works[1].resolve()
    await expect.poll(() => taking.spool.used()).toBe(0)
    await expect(buffer(Data.stream())).rejects.toMatchObject({ code: 'TIMED_OUT' })
  })
})
