/** Characters that are escaped in one stretch: two milliseconds at most, whatever they are. */
export const maxSliceLength = 16 * 1024

/** A long text in parts of that length. No part ends within a character or a line end. */
export function* slicesOf(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    const isCut = mustGoOn(text.charCodeAt(start + maxSliceLength - 1))
    const end = start + maxSliceLength - (isCut ? 1 : 0)
    yield text.slice(start, end)
    start = end
  }
}

/** The first half of a character, or a carriage return that a line feed may follow. */
function mustGoOn(code: number): boolean {
  return code === 0x0d || (code >= 0xd800 && code <= 0xdbff)
}
