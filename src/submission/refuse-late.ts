import type { Language } from '../altinn2/language.ts'
import type { Altinn2Response } from '../altinn2/response.ts'
import { toRefusal } from './accept/accept.ts'
import { finding, type Position } from './accept/finding.ts'
import { infected, LateRefusal, type NamedPart } from './draft/late-refusal.ts'
import type { Wanted } from './wanted.ts'

/** Where in what was sent a part is, as a path in Altinn 2's XML. */
type ElementOf = (part: NamedPart) => string

/** In a body that is one form or one attachment. */
export const atTop: ElementOf = (part) => ('fileName' in part ? '/Attachment' : '/Form')

/** In a whole message: files come in the order in which they were sent, forms need not. */
export function within({ forms, files }: Wanted): ElementOf {
  return (part) => {
    if (!('fileName' in part)) return `/Message/Forms/Form${forms.length === 1 ? '[1]' : ''}`
    const place = files.findIndex(({ fileName }) => fileName === part.fileName)
    return `/Message/Attachments/Attachment${place < 0 ? '' : `[${place + 1}]`}`
  }
}

/** Performs writes whose part an app may refuse; then Altinn 2's answer says which part. */
export async function refusingLate(
  language: Language,
  elementOf: ElementOf,
  write: () => Promise<Altinn2Response>,
): Promise<Altinn2Response> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof LateRefusal)) throw error
    const { location } = error.details
    const answer = toRefusal({
      refused: {
        errors: [toFinding(error, { at: elementOf(error.part), language })],
        warnings: [],
      },
    })
    return { ...answer, error: error.code, ...(location === undefined ? {} : { location }) }
  }
}

function toFinding({ part, codes }: LateRefusal, position: Position) {
  const isFile = 'fileName' in part
  const [field, name] = isFile ? ['Data', part.fileName] : ['FormData', part.dataType]
  if (codes.includes(infected)) return finding(position, field, 'fileInfected', [name])
  return finding(position, field, 'partRefused', [name, codes.join(', ')])
}
