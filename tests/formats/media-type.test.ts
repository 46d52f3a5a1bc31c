import { describe, expect, it } from 'vitest'
import { mediaTypeOf } from '../../src/formats/media-type.ts'

describe('what a file is down as', () => {
  it.each([
    'application/pdf',
    'image/svg+xml',
    'text/plain; charset=utf-8',
    'text/plain;charset="utf-8"',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ])('is told where it is a media type: %s', (type) => {
    expect(mediaTypeOf(type)).toBe(type)
  })

  it.each([
    undefined,
    null,
    '',
    'kart',
    'binary_octet_stream',
    'text/plain\r\nX: y',
    'text/plain\n',
    'text/plain; charset="ø€"',
    'text/plain; charset',
    'text/plain, text/html',
    'text/',
    '/plain',
  ])('is bytes where it is none: %j', (type) => {
    expect(mediaTypeOf(type)).toBe('application/octet-stream')
  })
})
