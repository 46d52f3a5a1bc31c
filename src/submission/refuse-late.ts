import type { Language } from '../altinn2/language.ts'
import type { Altinn2Response } from '../altinn2/response.ts'
import { toRefusal } from './accept/accept.ts'
import { finding } from './accept/finding.ts'
import { infected, LateRefusal } from './draft/late-refusal.ts'

/** Performs writes whose part an app may refuse; then Altinn 2's answer says which part. */
export async function refusingLate(
  language: Language,
  write: () => Promise<Altinn2Response>,
): Promise<Altinn2Response> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof LateRefusal)) throw error
    const { location } = error
    const answer = toRefusal({ refused: { errors: [toFinding(error, language)], warnings: [] } })
    return { ...answer, ...(location === undefined ? {} : { location }) }
  }
}

function toFinding({ part, codes }: LateRefusal, language: Language) {
  const isFile = 'fileName' in part
  const position = { at: isFile ? '/Message/Attachments' : '/Message/Forms', language }
  const [field, name] = isFile ? ['Data', part.fileName] : ['FormData', part.dataType]
  if (codes.includes(infected)) return finding(position, field, 'fileInfected', [name])
  return finding(position, field, 'partRefused', [name, codes.join(', ') || '400'])
}
