import { Readable } from 'node:stream'
import { isRefused, toRefusal, toWantedFile } from '../../../submission/accept.ts'
import { needBody } from '../../../submission/asked.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import type { Translation } from '../../../translation.ts'
import { attach } from './attach.ts'

/** A file as the body itself, for a form set that is being filled in. */
export const streamAttachment: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const body = needBody(request)
  const { query } = request
  const fileName = query.one('fileName')
  const attachmentType = query.one('attachmentType')
  const named = {
    ...(fileName === undefined ? {} : { fileName }),
    ...(attachmentType === undefined ? {} : { attachmentType }),
  }
  // What its name, type or length rules out is refused before half a gigabyte is taken.
  const announced = { size: body.announced ?? 1, hash: '', stream: () => Readable.from([]) }
  const early = toWantedFile({ ...named, data: announced }, draft.place, draft)
  if (isRefused(early)) return toRefusal(early)
  return attach({ ...named, data: await body.toPart() }, draft, request, ports)
}
