import { toSafeFileName } from '../../altinn2/file-name.ts'
import { idsOfParts } from '../../altinn2/messages/element-id.ts'
import type { AttachmentLink } from '../../altinn2/messages/message.ts'
import type { Correspondence, CorrespondenceAttachment } from '../../altinn3/correspondence.ts'

/** Files of a message that can be fetched, by their ids; the others' ids stay theirs. */
export function attachmentsById({
  content,
}: Pick<Correspondence, 'content'>): ReadonlyMap<number, CorrespondenceAttachment> {
  const all = [...(content?.attachments ?? [])].sort(
    (one, other) =>
      (one.created ?? '').localeCompare(other.created ?? '') || one.id.localeCompare(other.id),
  )
  const isThere = ({ status }: CorrespondenceAttachment): boolean => !lost.has(status ?? '')
  return new Map([...idsOfParts(all)].filter(([, attachment]) => isThere(attachment)))
}

// Altinn/altinn-correspondence AttachmentStatus.cs: never came, or has gone. In any other state a
// file is listed, and the download has the last word.
const lost: ReadonlySet<string> = new Set(['Purged', 'Failed', 'Expired'])

/** The same as links; none where there is no correspondence. */
export function attachmentsIn(
  correspondence: Pick<Correspondence, 'content'> | undefined,
): readonly AttachmentLink[] {
  if (correspondence === undefined) return []
  return [...attachmentsById(correspondence)].map(([id, one]) => toAttachmentLink(id, one))
}

function toAttachmentLink(id: number, attachment: CorrespondenceAttachment): AttachmentLink {
  const { displayName, isEncrypted } = attachment
  const fileName = fileNameOf(attachment)
  // Altinn 3 does not tell how big they are.
  return {
    id,
    name: firstOf(displayName, fileName.replace(/(?<=.)\.[^.]+$/, '')),
    fileName,
    isEncrypted: isEncrypted === true,
  }
}

export function fileNameOf({ fileName, displayName, id }: CorrespondenceAttachment): string {
  return toSafeFileName(firstOf(fileName, displayName, id))
}

/** An empty name is none. */
function firstOf(...names: readonly (string | null | undefined)[]): string {
  return names.find((name) => Boolean(name)) ?? ''
}
