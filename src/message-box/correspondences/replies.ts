import type { Correspondence } from '../../altinn3/correspondence.ts'

export type GivenReplyOption = NonNullable<Correspondence['replyOptions']>[number]

// Altinn/altinn-correspondence GetCorrespondenceOverviewHandler.cs: more than three options are
// written below the body, too, since the portal has no buttons for so many.
const most = 3
const labels = ['Svarvalg:', 'Svarval:', 'Reply options:']

/** The body as its sender wrote it: the options are shown as such. */
export function withoutReplyOptions(body: string, options: readonly GivenReplyOption[]): string {
  if (options.length <= most) return body
  const lines = options.map(({ linkText, linkURL }) => `${linkText ?? ''}: ${linkURL ?? ''}`)
  const list = lines.join('\n')
  const added = labels.map((label) => `\n\n${label}\n${list}`).find((one) => body.endsWith(one))
  return added === undefined ? body : body.slice(0, -added.length)
}
