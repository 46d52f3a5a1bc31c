import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLinkRewriter } from '../../src/forward/links.ts'

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
      { numRuns: 1_000 },
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
      '"http://www.altinn.no/api/"',
      'see https://www.altinn.no/api/help',
      '"https://wwwXaltinn.no/api/"',
    ]) {
      expect(rewrite([Buffer.from(kept)])).toBe(kept)
    }
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
  ])('%s becomes %s', (given, expected) => {
    expect(rewriter.location(given)).toBe(expected)
  })
})
