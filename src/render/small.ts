import { isHtml } from '../message-box/correspondences/body.ts'

/** Characters; HTML of this length takes 3 ms at most. Ordinary bodies have one to five thousand. */
const maxLength = 8 * 1024
/** Characters that may begin something in Markdown, since its time grows with their square. */
const maxMarks = 256
/** Lines times the most columns of one line: a table's short rows are filled up, each cell at 6 µs. */
const maxCells = 512

/** Whether a body takes a few milliseconds at most to render, whatever it says. */
export function isSmall(body: string, isMigrated: boolean): boolean {
  if (body.length > maxLength) return false
  if (isHtml(body, isMigrated)) return true
  let [marks, lines, columns, maxColumns] = [0, 1, 1, 1]
  for (let at = 0; at < body.length; at += 1) {
    const code = body.charCodeAt(at)
    if (!isMark(code)) continue
    marks += 1
    if (code === bar) columns += 1
    else if (code === lineFeed || code === carriageReturn) {
      lines += 1
      columns = 1
    }
    if (columns > maxColumns) maxColumns = columns
  }
  return marks <= maxMarks && lines * maxColumns <= maxCells
}

const [bar, lineFeed, carriageReturn] = [0x7c, 0x0a, 0x0d]

/** ASCII other than letters, digits, blanks, commas and full stops. */
function isMark(code: number): boolean {
  if (code >= 0x80 || code === 0x20 || code === 0x2c || code === 0x2e) return false
  const isDigit = code >= 0x30 && code <= 0x39
  const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
  return !isDigit && !isLetter
}
