/** A part as MultipartReader gives it. */
export interface Section {
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly content: Buffer
}

/** What follows is missing: `IOException` in the original. */
export class Unfinished extends Error {}

/** MultipartReader of ASP.NET: what stands before the first boundary is passed over. */
export function* readSections(body: Buffer, boundary: string): Generator<Section> {
  const mark = Buffer.from(`\r\n--${boundary}`)
  const first = body.indexOf(mark.subarray(2))
  if (first < 0) throw new Unfinished()
  let start = first + mark.length - 2
  while (!isLast(body, start)) {
    const line = body.indexOf('\r\n', start)
    const end = body.indexOf(mark, line)
    if (line < 0 || end < 0) throw new Unfinished()
    yield toSection(body, line, end)
    start = end + mark.length
  }
}

const isLast = (body: Buffer, place: number): boolean =>
  body.subarray(place, place + 2).toString() === '--'

/** From the end of the boundary's line, where the first header begins. */
function toSection(body: Buffer, line: number, end: number): Section {
  // A section without a header begins with an empty line.
  const gap = body.indexOf('\r\n\r\n', line)
  if (gap < 0 || gap > end) throw new Unfinished()
  const headers: Record<string, string> = {}
  for (const text of body
    .subarray(line + 2, gap)
    .toString()
    .split('\r\n')) {
    const place = text.indexOf(':')
    if (place > 0)
      headers[text.slice(0, place).trim().toLowerCase()] ??= text.slice(place + 1).trim()
  }
  return { headers, content: body.subarray(gap + 4, end) }
}
