import { redact } from '../../runtime/redact.ts'

const most = 50
const longest = 300

/** Problems for a log and a page: some quote the file, which may hold anything. */
export function toShow(problems: readonly string[]): readonly string[] {
  const shown = problems.slice(0, most).map((problem) => {
    // First all of a number goes, so that no cut leaves half of it.
    const text = redact(problem.slice(0, 10 * longest))
    return text.length > longest ? `${text.slice(0, longest)}…` : text
  })
  const rest = problems.length - shown.length
  return rest > 0 ? [...shown, `… and ${rest} more`] : shown
}
