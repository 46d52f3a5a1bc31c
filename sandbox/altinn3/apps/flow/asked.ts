import type { AppAsked } from '../data.ts'
import { isRecord, onlyNames } from '../create/template.ts'
import { aspNetProblem } from '../../problem.ts'
import type { Row } from '../../storage/state.ts'
import type { Answered, Asked } from '../../../strict.ts'

/** A move that is asked for. */
export interface Move {
  readonly row: Row
  readonly action: string | undefined
  readonly app: AppAsked
}

/** ProcessNext.cs: no body at all is allowed, since the parameter has a default. */
export async function readAction(
  asked: Asked,
): Promise<{ readonly action: string | undefined } | Answered> {
  const bytes = await asked.body()
  if (bytes.length === 0) return { action: undefined }
  const type = asked.headers['content-type'] ?? ''
  if (!/^(?:application|text)\/(?:[\w.-]+\+)?json\b/i.test(type)) return aspNetProblem(415)
  const given = tryParse(bytes)
  if (given === null) return { action: undefined }
  if (!isRecord(given)) return unreadable
  onlyNames(given, 'action', 'actionOnBehalfOf')
  const { action } = given
  if (action === undefined || action === null) return { action: undefined }
  return typeof action === 'string' ? { action } : unreadable
}

const unreadable = aspNetProblem(400, {
  title: 'One or more validation errors occurred.',
  errors: { $: ['The JSON value could not be converted to Altinn.App.Api.Models.ProcessNext.'] },
})

function tryParse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
