/** A Content-Disposition as ASP.NET reads it (Microsoft.Net.Http.Headers). */
export interface Disposition {
  readonly name?: string
  /** Without its quotes. */
  readonly fileName?: string
  /** Of `filename*`, decoded. */
  readonly fileNameStar?: string
}

const token = "[\\w!#$%&'*+.^`|~-]+"
const parameter = new RegExp(
  `\\s*;\\s*(${token})\\s*=\\s*("(?:[^"\\\\]|\\\\.)*"|[^\\s;"]*)\\s*`,
  'gy',
)

/** Undefined when it does not come apart. */
export function parseDisposition(text: string | undefined): Disposition | undefined {
  const [start] = new RegExp(`^\\s*${token}\\s*`).exec(text ?? '') ?? []
  if (text === undefined || start === undefined) return undefined
  const found: Record<string, string> = {}
  let end = start.length
  parameter.lastIndex = end
  for (let next = parameter.exec(text); next !== null; next = parameter.exec(text)) {
    end = parameter.lastIndex
    const [, name = '', value = ''] = next
    found[name.toLowerCase()] ??= value
  }
  if (end !== text.length) return undefined
  const star = decode(found['filename*'])
  return {
    ...(found.name === undefined ? {} : { name: unquote(found.name) }),
    ...(found.filename === undefined ? {} : { fileName: unquote(found.filename) }),
    ...(star === undefined ? {} : { fileNameStar: star }),
  }
}

const unquote = (text: string): string => text.replace(/^"(.*)"$/s, '$1')

/** RFC 5987; undefined when it is not that. */
function decode(text: string | undefined): string | undefined {
  const [, encoding, value = ''] = /^([\w-]+)'[^']*'(.*)$/.exec(text ?? '') ?? []
  if (encoding?.toLowerCase() !== 'utf-8') return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

/** StringExtensions.AsFileName, on Linux; the quotes go first. */
export function asFileName(name: string | undefined): string | undefined {
  return name?.replace(/^"+|"+$/g, '').replace(/[/\0]/g, '_')
}
