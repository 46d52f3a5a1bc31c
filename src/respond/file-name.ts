import { create } from 'content-disposition'
import { toSafeFileName, toSavableName } from '../altinn2/file-name.ts'

/**
 * How a file is to be saved. Old clients read `filename=` alone, so that it has letters; in neither
 * form may the sender choose a path, or a name that a system does not take.
 */
export function toDisposition(fileName: string): string {
  const name = toSafeFileName(fileName)
  return create(name, { fallback: toSavableName(toAscii(name)) })
}

// Letters that Unicode does not take apart.
const letters: Readonly<Record<string, string>> = {
  ...{ æ: 'ae', Æ: 'AE', ø: 'o', Ø: 'O', œ: 'oe', Œ: 'OE', ß: 'ss', ẞ: 'SS', ł: 'l', Ł: 'L' },
  ...{ đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'TH', ŧ: 't', Ŧ: 'T', ŋ: 'n', Ŋ: 'N' },
}

/** As near as ASCII comes: letters without their marks, and `_` for the rest. */
function toAscii(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^\x20-\x7e]/gu, (one) => letters[one] ?? '_')
      .replace(/[\\/<>:"'|?*]/g, '_')
      // Some clients decode what looks percent-encoded.
      .replace(/%(?=[0-9a-f]{2})/gi, '_')
  )
}
