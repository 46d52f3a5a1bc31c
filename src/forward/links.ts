/** Points Altinn 2's own links at the gateway; portal links and everything else stay. */
export interface LinkRewriter {
  /** A `Location` or `Content-Location`. */
  readonly location: (value: string) => string
  /** A rewriter for one body, fed chunk by chunk. */
  readonly body: () => BodyRewriter
}

export interface BodyRewriter {
  readonly push: (chunk: Buffer) => Buffer
  readonly end: () => Buffer
}

/**
 * @param origins whose `/api/` links are Altinn 2's, e.g. `https://www.altinn.no`
 * @param publicUrl the gateway's base, without a trailing slash
 *
 * Works on bytes read as Latin-1, so any ASCII-compatible encoding passes unharmed. A link counts
 * where it is a whole value: right after a quote or a `>`. JSON may write it with `\/`.
 */
export function createLinkRewriter(origins: readonly string[], publicUrl: string): LinkRewriter {
  const alternatives = origins.map((origin) => escape(origin).replaceAll('/', '\\\\?/'))
  const link = new RegExp(`(["'>])(?:${alternatives.join('|')})(?=(\\\\?/)api\\\\?/)`, 'gi')
  const starts = origins
    .flatMap((origin) => [`${origin}/api/`, `${origin}/api/`.replaceAll('/', '\\/')])
    .map((start) => start.toLowerCase())
  const longest = Math.max(0, ...starts.map((start) => start.length))
  const publicUrlInJson = publicUrl.replaceAll('/', '\\/')

  const rewrite = (text: string): string =>
    text.replace(
      link,
      (_, anchor: string, slash: string) =>
        anchor + (slash.length > 1 ? publicUrlInJson : publicUrl),
    )

  /** From here on the text might be the beginning of a link whose rest has not arrived. */
  function undecidedFrom(text: string): number {
    for (let at = Math.max(0, text.length - longest); at < text.length; at += 1) {
      if (!anchors.has(text.charCodeAt(at))) continue
      const tail = text.slice(at + 1).toLowerCase()
      if (starts.some((start) => start.startsWith(tail))) return at
    }
    return text.length
  }

  return {
    location: (value) => {
      if (/^\/api\//i.test(value)) return publicUrl + value
      const origin = origins.find((one) =>
        value.toLowerCase().startsWith(`${one.toLowerCase()}/api/`),
      )
      return origin === undefined ? value : publicUrl + value.slice(origin.length)
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

const anchors: ReadonlySet<number> = new Set(['"', "'", '>'].map((mark) => mark.charCodeAt(0)))

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
