const isToken = (text: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(text)

/** ContentDispositionHeaderValue.SetHttpFileName: the name twice, once without what is not ASCII. */
export function toFileName(
  disposition: 'attachment' | 'inline',
  name: string | undefined,
): Readonly<Record<string, string>> {
  // File() without a name says nothing of how to show it.
  if (name === undefined) return disposition === 'inline' ? { 'Content-Disposition': 'inline' } : {}
  const plain = name.replace(/[^\x20-\x7e]|"/g, '_')
  const first = isToken(plain) ? plain : `"${plain.replaceAll('\\', '\\\\')}"`
  return {
    'Content-Disposition': `${disposition}; filename=${first}; filename*=UTF-8''${encode(name)}`,
  }
}

/** RFC 5987: all but the attr-chars as bytes in UTF-8. */
function encode(name: string): string {
  return encodeURIComponent(name)
    .replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:23|24|26|2B|5E|60|7C)/g, decodeURIComponent)
}
