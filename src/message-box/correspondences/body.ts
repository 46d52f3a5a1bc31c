import MarkdownIt from 'markdown-it'
import { toSafeHtml } from '../../formats/safe-html.ts'

const markdown = new MarkdownIt({ html: true, linkify: true })
// Only what is written as an address is one.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })

/** Plain text as HTML that shows it as it is. */
export function toTextHtml(text: string): string {
  if (text.trim() === '') return ''
  const lines = markdown.utils.escapeHtml(text.trim()).split(/\r\n|\r|\n/)
  return `<p>${lines.join('<br>')}</p>`
}

/**
 * A message's body as HTML that can be shown. Altinn 3 takes Markdown; what it has of Altinn 2's is
 * HTML, or text with some of either (Altinn/altinn-correspondence MessageBodyHelpers.cs).
 */
export function toBodyHtml(body: string, isMigrated: boolean): string {
  const isHtml = isMigrated && /^\s*</.test(body)
  return toSafeHtml(isHtml ? body : markdown.render(body)).trim()
}
