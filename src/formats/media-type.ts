/**
 * What Altinn 3 has a file down as, which may be a word of its own (`binary_octet_stream`) or
 * whatever its sender wrote: it goes into a header, so that it has to be a media type and no more.
 */
export function mediaTypeOf(stored: string | null | undefined): string {
  return mediaType.test(stored ?? '') ? (stored ?? '') : 'application/octet-stream'
}

// RFC 9110, section 8.3.1.
const mediaType = /^[a-z]+\/[\w.+-]+(?: ?; ?[\w-]+=(?:[\w.:+-]+|"[\w .:+-]*"))*$/i
