import {
  readAttachment,
  submissionCuts,
} from '../../../altinn2/messages/submission/message-input.ts'
import { needBody } from '../../../submission/asked.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import type { Translation } from '../../../translation.ts'
import { attach } from './attach.ts'

/** A file, in base64 within a model, for a form set that is being filled in. */
export const createAttachment: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const { document } = await needBody(request).takeApart(submissionCuts)
  return attach(readAttachment(document), draft, request, ports)
}
