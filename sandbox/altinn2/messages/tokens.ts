/** The library's own words, which are the answer's reason (release note 19.5). */
export class ODataRefused extends Error {}

export interface Token {
  readonly kind: 'text' | 'date' | 'number' | 'word' | 'sign' | 'end'
  readonly text: string
  readonly position: number
}

const pattern =
  /\s+|(?<text>'(?:[^']|'')*')|(?<date>datetime'[^']*')|(?<number>-?\d+)|(?<word>[A-Za-z_]\w*)|(?<sign>[(),])/iy

const kinds = ['text', 'date', 'number', 'word', 'sign'] as const

/** What a `$filter` is made of, and where it ends. */
export function toTokens(filter: string): readonly Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < filter.length) {
    pattern.lastIndex = position
    const found = pattern.exec(filter)
    if (found === null) {
      const character = filter.charAt(position)
      throw new ODataRefused(
        `Syntax error: character '${character}' is not valid at position ${position} in '${filter}'.`,
      )
    }
    const kind = kinds.find((one) => found.groups?.[one] !== undefined)
    if (kind !== undefined) tokens.push({ kind, text: found[0], position })
    position = pattern.lastIndex
  }
  return [...tokens, { kind: 'end', text: '', position }]
}
