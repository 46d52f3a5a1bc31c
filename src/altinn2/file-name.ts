const maxLength = 200
/** Of a longer name only the beginning is read; Altinn 3's own limit is 255. */
const maxRead = 2_000
/** For a name of which nothing is left that could be saved. */
const defaultName = 'file'

/** The last part of what may be a path, without anything that means something to a file system. */
export function toSafeFileName(fileName: string): string {
  const plain = toPlainSeparators(decodeSeparators(fileName.slice(0, maxRead)))
  const parts = plain.replace(/\p{Cf}/gu, '').split(/[\\/]+/)
  const last = parts.findLast((part) => /[^. ]/.test(part)) ?? ''
  // A drive; elsewhere a colon would name a stream of the file.
  return toSavableName(last.replace(/^[A-Za-z]:/, '').replace(forbidden, '_'))
}

/** Controls, what Unicode has not given out, and what Windows does not take in a name. */
const forbidden = /[\p{C}\p{Zl}\p{Zp}\ufffd<>:"|?*]/gu

/** Separators and dots that are percent-encoded, once or more often, or in too long a form of UTF-8. */
function decodeSeparators(text: string): string {
  let read = text
  for (;;) {
    const decoded = read
      .replace(/%(?:c0%af|e0%80%af|c1%9c|u2215|u2216|u002f|u005c)/gi, '/')
      .replace(/%(?:c0%ae|u002e)/gi, '.')
      .replace(/%(2[5ef]|5c|3a|[01][0-9a-f]|7f)/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    if (decoded === read) return read
    read = decoded
  }
}

/** Wide and other forms of a separator or a dot, which some systems take for the plain one. */
function toPlainSeparators(text: string): string {
  return text
    .replace(/[\u2044\u2215\u2216\u29f5\u29f8\u29f9]/gu, '/')
    .replace(/[^\0-~]/gu, (one) => {
      const plain = one.normalize('NFKC')
      if (/^[\\/]$|^\.+$/.test(plain)) return plain
      return /[\\/<>:"|?*]/.test(plain) ? '_' : one
    })
}

/** Not hidden, not reserved by Windows, and not longer than every system takes. */
export function toSavableName(name: string): string {
  const trimmed = trim(name)
  const cut = cutBeforeExtension(reserved.test(trimmed) ? `_${trimmed}` : trimmed)
  return cut === '' ? defaultName : cut
}

// learn.microsoft.com/windows/win32/fileio/naming-a-file: with any extension, too.
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[. ]*(?:\.|$)/i

function trim(name: string): string {
  return name.replace(/^[. ]+/, '').replace(/[. ]+$/, '')
}

function cutBeforeExtension(name: string): string {
  if (name.length <= maxLength) return name
  const extension = /\.[^. ]{1,20}$/.exec(name)?.[0] ?? ''
  const stem = name.slice(0, maxLength - extension.length)
  // Not within a character.
  return trim(stem.replace(/[\ud800-\udbff]$/, '')) + extension
}
