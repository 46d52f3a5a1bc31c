import { describe, expect, it } from 'vitest'
import { extensionsFor, mediaTypeFor } from '../../../src/submission/accept/media-type.ts'

const octets = 'application/octet-stream'

describe('the media type of a file', () => {
  it.each<[string, readonly (string | null)[] | null, string | undefined]>([
    ['kart.pdf', [], 'application/pdf'],
    ['kart.PDF', null, 'application/pdf'],
    ['kart.asice', [], octets],
    ['kart.pdf', ['application/pdf', octets], 'application/pdf'],
    ['kart.pdf', ['Application/PDF'], 'application/pdf'],
    ['kart.pdf', [null, octets], octets],
    ['kart.pdf', ['image/png'], undefined],
    ['kart.asice', ['image/png', octets], octets],
    ['kart.asice', ['application/vnd.etsi.asic-e+zip'], undefined],
    // Apps read these otherwise than the library.
    ['kart.xml', ['text/xml'], 'text/xml'],
    ['kart.xml', ['application/xml', 'text/xml'], 'application/xml'],
    ['kart.xsd', ['application/xml'], undefined],
    ['kart.zip', ['application/x-zip-compressed'], 'application/x-zip-compressed'],
    ['kart.sos', ['text/vnd.sosi'], 'text/vnd.sosi'],
    // Apps do not know these.
    ['kart.dwg', ['image/vnd.dwg'], undefined],
    ['kart.dwg', ['image/vnd.dwg', octets], octets],
    ['kart.msg', [], octets],
    ['kart.constructor', [], octets],
    ['kart', [], octets],
    ['kart.', ['application/pdf'], undefined],
  ])('of %s where %j is taken is %s', (fileName, allowed, expected) => {
    expect(mediaTypeFor(fileName, allowed)).toBe(expected)
  })
})

describe('the extensions of media types', () => {
  it.each([
    [
      ['application/pdf', 'image/png'],
      ['pdf', 'png'],
    ],
    [['text/xml'], ['dtd', 'wsdl', 'xml', 'xsd', 'xsl', 'xslt']],
    [['application/x-made-up', null], []],
  ])('%j are those that an app takes for them', (types, extensions) => {
    expect(extensionsFor(types)).toEqual(extensions)
    for (const extension of extensions) {
      expect(mediaTypeFor(`a.${extension}`, types)).toBeDefined()
    }
  })

  it.each([[undefined], [[]], [['application/pdf', 'application/octet-stream']]])(
    '%j are all that there are',
    (types) => {
      expect(extensionsFor(types)).toBeUndefined()
    },
  )
})
