import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAnswerHead, type AnswerHead } from '../../src/forward/answer-head.ts'
import { createLinkRewriter } from '../../src/forward/links.ts'
import { runs } from '../support/long-run.ts'

const rewriter = createLinkRewriter(
  ['https://www.altinn.no', 'https://altinn.no'],
  'https://gateway.example/a2',
)

function rewrite(chunks: readonly Buffer[]): string {
  const body = rewriter.body()
  return Buffer.concat([...chunks.map((chunk) => body.push(chunk)), body.end()]).toString('utf8')
}

const pieces = fastCheck.constantFrom(
  '"https://www.altinn.no/api/x"',
  '"https://altinn.no/api/"',
  '"https:\\/\\/www.altinn.no\\/api\\/x"',
  '"http:\\u002f\\u002Fwww.altinn.no:80\\/api\\/x"',
  '"http://www.altinn.no/api/x"',
  '"https://Altinn.no:443/api/"',
  '"//www.altinn.no/api/x"',
  '"https://www.altinn.no:4430/api/',
  '"https:\\u00',
  '>https://www.altinn.no/api/y<',
  "'HTTPS://WWW.ALTINN.NO/API/z'",
  '"https://www.altinn.no/ui/x"',
  '"https://www.altinn.no"',
  '"https://www.altin',
  '"',
  'https://www.altinn.no/api/bare',
  'æøå€',
  '😀',
  '{"a":1}',
)

describe('rewriting', () => {
  it('gives the same text however the bytes are cut', () => {
    fastCheck.assert(
      fastCheck.property(
        fastCheck.array(pieces, { maxLength: 12 }),
        fastCheck.array(fastCheck.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (parts, sizes) => {
          const bytes = Buffer.from(parts.join(''))
          const chunks: Buffer[] = []
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1
            chunks.push(bytes.subarray(at, at + size))
            at += size
          }
          expect(rewrite(chunks)).toBe(rewrite([bytes]))
        },
      ),
      runs(300),
    )
  })

  it('changes whole values that lead to the API, and nothing else', () => {
    expect(
      rewrite([Buffer.from('["https://www.altinn.no/api/x","https:\\/\\/altinn.no\\/api\\/y"]')]),
    ).toBe('["https://gateway.example/a2/api/x","https:\\/\\/gateway.example\\/a2\\/api\\/y"]')
    for (const kept of [
      '"https://www.altinn.no/apix"',
      '"https://www.altinn.no.evil.example/api/"',
      '"https://evilwww.altinn.no/api/"',
      '"http://www.altinn.no:443/api/"',
      '"https://www.altinn.no:80/api/"',
      '"https://www.altinn.no:8443/api/"',
      '"https://somebody@www.altinn.no/api/"',
      '"https://www.altinn.no@evil.example/api/"',
      '"https://www.altinn.no:443@evil.example/api/"',
      '"ftp://www.altinn.no/api/"',
      '"https:/www.altinn.no/api/"',
      'see https://www.altinn.no/api/help',
      '"https://wwwXaltinn.no/api/"',
    ]) {
      expect(rewrite([Buffer.from(kept)])).toBe(kept)
    }
  })

  it.each([
    ['"http://www.altinn.no/api/x"', '"https://gateway.example/a2/api/x"'],
    ['"https://www.altinn.no:443/api/x"', '"https://gateway.example/a2/api/x"'],
    ['"http://www.altinn.no:80/api/x"', '"https://gateway.example/a2/api/x"'],
    ['"HTTP://WWW.Altinn.NO:80/Api/x"', '"https://gateway.example/a2/Api/x"'],
    ['"//altinn.no/api/x"', '"https://gateway.example/a2/api/x"'],
    ['"http:\\/\\/www.altinn.no:80\\/api\\/x"', '"https:\\/\\/gateway.example\\/a2\\/api\\/x"'],
    [
      '"https:\\u002f\\u002Fwww.altinn.no\\u002Fapi\\u002Fx"',
      '"https:\\/\\/gateway.example\\/a2\\u002Fapi\\u002Fx"',
    ],
    ["'http://altinn.no/api/x'", "'https://gateway.example/a2/api/x'"],
    ['>http://altinn.no:80/api/x<', '>https://gateway.example/a2/api/x<'],
  ])('knows every spelling of an origin: %s', (given, expected) => {
    expect(rewrite([Buffer.from(given)])).toBe(expected)
    expect(rewrite([...Buffer.from(given)].map((byte) => Buffer.of(byte)))).toBe(expected)
  })

  it('leaves UTF-16 as it is', () => {
    const bytes = Buffer.from('{"a":"https://www.altinn.no/api/x"}', 'utf16le')
    const body = rewriter.body()
    expect(Buffer.concat([body.push(bytes), body.end()])).toEqual(bytes)
  })

  it('holds back only what may become a link', () => {
    const body = rewriter.body()
    expect(body.push(Buffer.from('{"a":"b"}')).toString()).toBe('{"a":"b"}')
    expect(body.push(Buffer.from('{"a":"https://www.al')).toString()).toBe('{"a":')
    expect(body.push(Buffer.from('tinn.no/api/1",')).toString()).toBe(
      '"https://gateway.example/a2/api/1",',
    )
    expect(body.end().length).toBe(0)
  })
})

describe('a location', () => {
  it.each([
    ['https://www.altinn.no/api/my/messages/b1', 'https://gateway.example/a2/api/my/messages/b1'],
    ['/api/my/messages/b1', 'https://gateway.example/a2/api/my/messages/b1'],
    ['https://www.altinn.no/ui/Authentication', 'https://www.altinn.no/ui/Authentication'],
    ['https://evil.example/api/', 'https://evil.example/api/'],
    ['/ui/profile', '/ui/profile'],
    ['http://www.altinn.no/api/x', 'https://gateway.example/a2/api/x'],
    ['https://www.altinn.no:443/api/x', 'https://gateway.example/a2/api/x'],
    ['HTTP://ALTINN.NO:80/API/x', 'https://gateway.example/a2/API/x'],
    ['//www.altinn.no/api/x', 'https://gateway.example/a2/api/x'],
    ['http://www.altinn.no:443/api/x', 'http://www.altinn.no:443/api/x'],
    ['https://www.altinn.no.evil.example/api/', 'https://www.altinn.no.evil.example/api/'],
    [
      'https://evil.example/?at=https://www.altinn.no/api/',
      'https://evil.example/?at=https://www.altinn.no/api/',
    ],
  ])('%s becomes %s', (given, expected) => {
    expect(rewriter.location(given)).toBe(expected)
  })
})

describe('an origin with a port of its own', () => {
  const { location } = createLinkRewriter(['http://127.0.0.1:8082'], 'https://gateway.example')

  it.each([
    ['http://127.0.0.1:8082/api/x', 'https://gateway.example/api/x'],
    ['https://127.0.0.1:8082/api/x', 'https://gateway.example/api/x'],
    ['http://127.0.0.1/api/x', 'http://127.0.0.1/api/x'],
    ['http://127.0.0.1:80820/api/x', 'http://127.0.0.1:80820/api/x'],
  ])('%s becomes %s', (given, expected) => {
    expect(location(given)).toBe(expected)
  })
})

describe('a head', () => {
  const headOf = (...headers: readonly string[]): AnswerHead =>
    toAnswerHead(200, 'OK', headers, 'model', rewriter)

  it.each([
    ['Location', 'http://www.altinn.no/api/x', 'https://gateway.example/a2/api/x'],
    ['Content-Location', '/api/x', 'https://gateway.example/a2/api/x'],
    [
      'Link',
      '<https://www.altinn.no/api/x?a,b>; rel="next", </api/y>; rel=prev, <https://www.altinn.no/ui/>',
      '<https://gateway.example/a2/api/x?a,b>; rel="next", <https://gateway.example/a2/api/y>; rel=prev, <https://www.altinn.no/ui/>',
    ],
    ['Refresh', '5; URL=http://altinn.no/api/x', '5; URL=https://gateway.example/a2/api/x'],
    ['refresh', "0;url='https://altinn.no/api/x'", "0;url='https://gateway.example/a2/api/x'"],
    ['X-Other', 'https://www.altinn.no/api/x', 'https://www.altinn.no/api/x'],
  ])('leads to the gateway: %s: %s', (name, value, expected) => {
    expect(headOf(name, value).headers).toEqual([name, expected])
  })

  it.each([
    'application/json',
    'application/json; charset=utf8',
    'application/json; charset=UTF-8;',
    'application/json;charset="utf-8"',
    "application/json; charset='utf-8'",
    'application/json; Charset = UTF_8',
    'Application/HAL+JSON; charset=ISO8859-1',
    'text/xml; charset=iso_8859-1',
    'text/xml; charset=latin1',
    'application/hal + xml ; charset=windows-1252',
    ' application/xml ; odd; charset=cp1252',
    'application/json; charset=unheard-of',
  ])('says that its body holds links: %s', (type) => {
    expect(headOf('Content-Type', type).rewritesLinks).toBe(true)
  })

  it.each([
    'application/json; charset=utf-16',
    'application/json; charset="UTF16LE"',
    'text/xml; charset=utf-32',
    'text/xml; charset=unicode',
    'text/html; charset=utf-8',
    'application/pdf',
    '',
  ])('says that its body holds none that can be found: %s', (type) => {
    expect(headOf('Content-Type', type).rewritesLinks).toBe(false)
  })

  it.each([204, 304])('says no length where there can be no body: %s', (status) => {
    const raw = ['Content-Length', '5', 'ETag', '"1"']
    expect(toAnswerHead(status, '', raw, 'document', rewriter).headers).toEqual(['ETag', '"1"'])
  })
})
