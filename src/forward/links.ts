/** Points Altinn 2's own links at the gateway; portal links and everything else stay. */
export interface LinkRewriter {
  /** Rewrites the value of a header that holds links; leaves others as they are. */
  readonly header: (name: string, value: string) => string
  /** A `Location` or `Content-Location`. */
  readonly location: (value: string) => string
  /** A rewriter for one body, fed chunk by chunk. */
  readonly body: () => BodyRewriter
}

export interface BodyRewriter {
  readonly push: (chunk: Buffer) => Buffer
  readonly end: () => Buffer
}

/** A slash, also as JSON may write it. */
const slash = String.raw`(?:/|\\(?:/|u002f))`

/**
 * @param origins whose `/api/` links are Altinn 2's, e.g. `https://www.altinn.no`, in every spelling
 * @param publicUrl the gateway's base, without a trailing slash
 *
 * Works on bytes read as Latin-1, so any ASCII-compatible encoding passes unharmed. A link counts
 * where it is a whole value: right after a quote or a `>`.
 */
export function createLinkRewriter(origins: readonly string[], publicUrl: string): LinkRewriter {
  const anyOrigin = spellingsOf(origins)
  const link = new RegExp(
    `(["'>])(?:${anyOrigin.replaceAll('/', slash)})(?=(${slash})api${slash})`,
    'gi',
  )
  const whole = new RegExp(`^(?:${anyOrigin})(?=/api/)`, 'i')
  const publicUrlInJson = publicUrl.replaceAll('/', '\\/')

  const rewrite = (text: string): string =>
    text.replace(
      link,
      (_, anchor: string, found: string) =>
        anchor + (found.length > 1 ? publicUrlInJson : publicUrl),
    )
  const location = (value: string): string => {
    if (/^\/api\//i.test(value)) return publicUrl + value
    return value.replace(whole, () => publicUrl)
  }
  const undecidedFrom = createUndecidedFrom(startsOf(origins))

  return {
    location,
    header: (name, value) => {
      const leads = leading[name.toLowerCase()]
      return leads === undefined ? value : leads(value, location)
    },
    body: () => {
      let held = ''
      return {
        push: (chunk) => {
          const text = held + chunk.toString('latin1')
          const end = undecidedFrom(text)
          held = text.slice(end)
          return Buffer.from(rewrite(text.slice(0, end)), 'latin1')
        },
        end: () => Buffer.from(rewrite(held), 'latin1'),
      }
    },
  }
}

/** An expression for origins with either scheme or none, and with the default port written out. */
function spellingsOf(origins: readonly string[]): string {
  const urls = origins.map((origin) => new URL(origin))
  const any = (hosts: readonly string[]): string =>
    `(?:${[...new Set(hosts)].map(escape).join('|')})`
  const plain = urls.filter(({ port }) => port === '').map(({ hostname }) => hostname)
  const withPort = urls.filter(({ port }) => port !== '').map(({ host }) => host)
  return [
    ...(plain.length === 0
      ? []
      : [`(?:https:)?//${any(plain)}(?::443)?`, `http://${any(plain)}(?::80)?`]),
    ...(withPort.length === 0 ? [] : [`(?:https?:)?//${any(withPort)}`]),
  ].join('|')
}

/** The same as beginnings of links, in lower case. */
function startsOf(origins: readonly string[]): readonly string[] {
  const hosts = origins.map((origin) => new URL(origin).host)
  return hosts.flatMap((host) =>
    [
      `//${host}`,
      ...[`https://${host}`, `https://${host}:443`],
      ...[`http://${host}`, `http://${host}:80`],
    ].map((start) => `${start}/api/`),
  )
}

/** Headers that lead somewhere, and where in their value it says where to. */
const leading: Readonly<
  Record<string, (value: string, location: (value: string) => string) => string>
> = {
  location: (value, location) => location(value),
  'content-location': (value, location) => location(value),
  // RFC 8288 section 3.
  link: (value, location) => value.replace(/<([^<>]*)>/g, (_, to: string) => `<${location(to)}>`),
  refresh: (value, location) =>
    value.replace(
      /^([\s\d.]*[;,]\s*url\s*=\s*["']?)(.*)$/i,
      (_, before: string, to: string) => before + location(to),
    ),
}

/**
 * Tells from where on a text might be the beginning of a link whose rest has not arrived.
 * @param starts beginnings of links, in lower case
 */
function createUndecidedFrom(starts: readonly string[]): (text: string) => number {
  // The longest way to write a slash has six characters.
  const longest = Math.max(0, ...starts.map((start) => start.replaceAll('/', '\\u002f').length))
  return (text) => {
    for (let at = Math.max(0, text.length - longest); at < text.length; at += 1) {
      if (!anchors.has(text.charCodeAt(at))) continue
      // Most values are told by their first letter.
      if (at + 1 < text.length && !beginnings.has(text.charCodeAt(at + 1))) continue
      const tail = text
        .slice(at + 1)
        .toLowerCase()
        .replace(/\\(?:\/|u002f)/g, '/')
        .replace(/\\(?:u(?:0(?:02?)?)?)?$/, '')
      if (starts.some((start) => start.startsWith(tail))) return at
    }
    return text.length
  }
}

const anchors = codesOf('"', "'", '>')
const beginnings = codesOf('h', 'H', '/', '\\')

function codesOf(...marks: readonly string[]): ReadonlySet<number> {
  return new Set(marks.map((mark) => mark.charCodeAt(0)))
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
