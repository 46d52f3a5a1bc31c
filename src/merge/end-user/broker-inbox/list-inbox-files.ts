import { brokerFileType } from '../../../altinn2/broker/broker-file.ts'
import { parseDateTime } from '../../../altinn2/date-time.ts'
import type { Json, Links, Resource } from '../../../altinn2/response.ts'
import { GatewayError } from '../../../errors.ts'
import { listInboxFiles } from '../../../translate/end-user/broker-inbox/list-inbox-files.ts'
import { joined } from '../../merge.ts'

/** Both inboxes as one, oldest first; a reference that both sides list is shown once. */
export const mergeInboxFiles = joined(listInboxFiles, (altinn2, altinn3) => {
  const moved = altinn3.body?.kind === 'list' ? altinn3.body.resources : []
  const references = new Set(moved.map(({ properties }) => properties.FileReference))
  const kept = needFiles(altinn2).filter(
    ({ properties }) => !references.has(properties.FileReference ?? null),
  )
  const resources = [...kept, ...moved].sort((one, other) => sentAt(one) - sentAt(other))
  return { ...altinn3, body: { kind: 'list', type: brokerFileType, resources } }
})

function needFiles(list: Json): readonly Resource[] {
  if (!Array.isArray(list)) throw new GatewayError('ALTINN2_UNREADABLE')
  return list.map((file: Json) => {
    if (typeof file !== 'object' || file === null || Array.isArray(file)) {
      throw new GatewayError('ALTINN2_UNREADABLE')
    }
    return toResource(file as Resource['properties'])
  })
}

/** Altinn 2's links are its own text by then, and links again in whatever the answer is written. */
function toResource({ _links: links, ...file }: Resource['properties']): Resource {
  const properties = withBothEditions(file)
  if (links === undefined) return { type: brokerFileType, properties }
  if (!isTextByName(links))
    return { type: brokerFileType, properties: { ...properties, _links: links } }
  return { type: brokerFileType, properties, links: { form: 'text', to: links } satisfies Links }
}

/** Under both spellings of its name, as files of Altinn 3's have it. */
function withBothEditions(file: Resource['properties']): Resource['properties'] {
  const edition = file.ServiceEdtionCode ?? file.ServiceEditionCode
  if (edition === undefined) return file
  const { ServiceCode: code = null, ...rest } = file
  return { ServiceCode: code, ServiceEdtionCode: edition, ServiceEditionCode: edition, ...rest }
}

function isTextByName(value: Json): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((one) => typeof one === 'string')
}

function sentAt({ properties }: Resource): number {
  const { SentDate: date } = properties
  return (typeof date === 'string' ? parseDateTime(date) : undefined) ?? 0
}
