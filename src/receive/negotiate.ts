/** The formats that Altinn 2 named (Altinn/docs content/api/rest/_index.md). */
export type Format = JsonFormat | 'hal+xml' | 'xml'
export type JsonFormat = 'json' | 'hal+json'

/** More types than this in one header are not read. */
const mostTypes = 100

const formats: ReadonlyMap<string, Format> = new Map([
  ['application/json', 'json'],
  // A browser names XML too, and has been given JSON since release 20.9 (Altinn/docs
  // content/ny-funksjonalitet/releases/2020/20-9/index.md).
  ['text/html', 'json'],
  ['application/hal+json', 'hal+json'],
  ['application/hal+xml', 'hal+xml'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
])

/**
 * Plain JSON wherever it is named, whatever its weight (navikt/min-side-arbeidsgiver-api: a client
 * that sends both reads plain JSON), and when nothing is that we know: never 406. Else the heaviest,
 * and of equals the first.
 */
export function negotiate(accept: string | undefined): Format {
  const wanted = parseAccept(accept ?? '')
  if (wanted.some(({ format }) => format === 'json')) return 'json'
  return wanted.reduce(heavier, { format: 'json', weight: 0 }).format
}

/**
 * Does a browser ask, for a person? HTML is named above every format that programs read, and not
 * below a wildcard. Java's own default begins with `text/html`, too: only it has a bare `*`.
 */
export function prefersPage(accept: string | undefined): boolean {
  const types = parseTypes(accept ?? '')
  const best = (names: ReadonlySet<string>): number =>
    Math.max(0, ...types.filter(({ type }) => names.has(type)).map(({ weight }) => weight))
  const page = best(pages)
  if (page === 0 || types.some(({ type }) => type === '*')) return false
  return page > best(data) && page >= best(wildcards)
}

const pages: ReadonlySet<string> = new Set(['text/html'])
const wildcards: ReadonlySet<string> = new Set(['*/*', 'application/*'])
const data: ReadonlySet<string> = new Set([
  ...[...formats.keys()].filter((type) => !pages.has(type)),
  'application/problem+json',
  'text/json',
])

/** In what to ask Altinn 2 for what is going to be read here, and written as the caller wants it. */
export function jsonFormatFor(accept: string | undefined): JsonFormat {
  const format = negotiate(accept)
  switch (format) {
    case 'hal+json':
    case 'hal+xml':
      return 'hal+json'
    case 'json':
    case 'xml':
      return 'json'
    default:
      return format satisfies never
  }
}

export const contentTypes = {
  json: 'application/json; charset=utf-8',
  'hal+json': 'application/hal+json; charset=utf-8',
  'hal+xml': 'application/hal+xml; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
} as const satisfies Record<Format, string>

interface Wanted {
  readonly format: Format
  readonly weight: number
}

function parseAccept(accept: string): readonly Wanted[] {
  return parseTypes(accept).flatMap(({ type, weight }) => {
    const format = formats.get(type)
    return format === undefined ? [] : { format, weight }
  })
}

/** Media types in lower case, without those that are refused. */
function parseTypes(accept: string): readonly { type: string; weight: number }[] {
  return (
    accept
      .toLowerCase()
      // Printed in one of Altinn's guides, and copied from there.
      .replaceAll('\\', '/')
      // What is quoted may have commas and other types in it.
      .replace(/"[^"]*"?/g, '')
      .split(',', mostTypes)
      .map((part) => {
        const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim())
        return { type, weight: weightOf(parameters) }
      })
      .filter(({ weight }) => weight > 0)
  )
}

/** RFC 9110 section 12.4.2; what is no weight by it counts as none given. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? ''
  return /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(given) ? Number(given) : 1
}

function heavier(one: Wanted, other: Wanted): Wanted {
  return other.weight > one.weight ? other : one
}
