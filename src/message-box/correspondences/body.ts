import MarkdownIt from 'markdown-it'
import { toSafeHtml } from '../../formats/safe-html.ts'
import { slicesOf } from '../../formats/slices.ts'

const markdown = new MarkdownIt({ html: true, linkify: true })
// Only what is written as an address is one.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })

/**
 * Plain text as HTML that shows it as it is. Texts of several megabytes are escaped in slices;
 * `nextTurn` lets other work go on between two of them.
 */
export async function toTextHtml(text: string, nextTurn: () => Promise<void>): Promise<string> {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const slices: string[] = []
  for (const slice of slicesOf(trimmed)) {
    if (slices.length > 0) await nextTurn()
    slices.push(escapeLines(slice))
  }
  return `<p>${slices.join('')}</p>`
}

/** Splitting and joining takes a third of the time that a replacement for each character takes. */
function escapeLines(text: string): string {
  const escapes = [
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&quot;'],
    ['\r\n', '<br>'],
    ['\r', '<br>'],
    ['\n', '<br>'],
  ] as const
  return escapes.reduce((escaped, [from, to]) => escaped.split(from).join(to), text)
}

/** Of what Altinn 2 had, a body that begins with a tag is HTML. */
export function isHtml(body: string, isMigrated: boolean): boolean {
  return isMigrated && /^\s*</.test(body)
}

/**
 * A message's body as HTML that can be shown. Altinn 3 takes Markdown; what it has of Altinn 2's is
 * HTML, or text with some of either (Altinn/altinn-correspondence MessageBodyHelpers.cs). The time
 * that it takes is not bounded here: `src/render/` bounds it.
 */
export function toBodyHtml(body: string, isMigrated: boolean): string {
  return toSafeHtml(isHtml(body, isMigrated) ? body : markdown.render(body)).trim()
}
