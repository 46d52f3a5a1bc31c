/** Where a caller reads on: what to use in place of an operation. All of it is ASCII. */
export interface Pointer {
  /** One sentence that says what to use instead, without its full stop. */
  readonly advice: string
  /** Documentation of the interface that replaces the operation. */
  readonly successor?: string
  /** A guide: to the change, or to what it takes. */
  readonly guide?: string
}

/** The advice and the address to begin with. */
export function adviceOf({ advice, successor, guide }: Pointer): string {
  const address = successor ?? guide
  return address === undefined ? advice : `${advice}. See ${address}`
}

/** The value of `Link`: RFC 5829 for `successor-version`, RFC 8288's registry for `help`. */
export function linksOf({ successor, guide }: Omit<Pointer, 'advice'>): string | undefined {
  const links = [
    ...(successor === undefined ? [] : [`<${successor}>; rel="successor-version"`]),
    ...(guide === undefined ? [] : [`<${guide}>; rel="help"`]),
  ]
  return links.length === 0 ? undefined : links.join(', ')
}
