import { json, wantsHal } from './answer.ts'
import type { Altinn2Message } from './messages-state.ts'
import type { Place } from './messages-view.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../strict.ts'

const formId = 880_011
const firstAttachment = 330_044

/** A message's own address, and what it is. */
export interface Part extends Place {
  readonly asked: Asked
  readonly message: Altinn2Message
}

interface File {
  readonly id: number
  readonly name: string
  readonly content: Buffer
}

function filesOf({ contents }: Altinn2Message): readonly File[] {
  const all = Object.entries(contents?.attachments ?? {})
  return all.map(([name, content], place) => ({ id: firstAttachment + place, name, content }))
}

function addressOf({ publicOrigin, who, message: { id } }: Part): string {
  return `${publicOrigin}/api/${who}/messages/${id}`
}

/** What a message by itself leads to beside what every list says of it. */
export function partLinks(part: Part): object {
  const self = addressOf(part)
  const { subject, contents } = part.message
  const files = filesOf(part.message)
  const form = contents?.form && [{ href: `${self}/forms/${formId}`, name: subject }]
  const attachment = files.map(({ id, name, content }) => ({
    ...{ href: `${self}/attachments/${id}`, name: name.replace(/\.[^.]+$/, ''), fileName: name },
    ...{ encrypted: false, signinglocked: false, signedbydefault: true, filesize: content.length },
  }))
  return { ...(form ? { form } : {}), ...(files.length === 0 ? {} : { attachment }) }
}

/** Altinn/docs content/api/rest/meldinger/hente.md: a form, what was filled in, a file, a print. */
export function answerPart(below: string, part: Part): Answered {
  const { asked, message } = part
  onlyQuery(asked, 'language', 'dataFormatId', 'dataFormatVersion')
  const [kind = '', id = '', rest = ''] = below.split('/')
  if (kind === 'print' && id === '') return bytes('application/pdf', message.contents?.print)
  if (kind === 'attachments' && rest === '') {
    const file = filesOf(message).find((one) => String(one.id) === id)
    return bytes('application/octet-stream', file?.content, file?.name)
  }
  if (kind !== 'forms') throw new UnlikeTheRealOne(asked.path)
  const { form } = message.contents ?? {}
  if (form === undefined || id !== String(formId)) return { status: 404 }
  if (rest === 'formdata') return bytes('application/xml', form)
  if (rest !== '') throw new UnlikeTheRealOne(asked.path)
  return json(asked, toForm(part))
}

function toForm(part: Part): object {
  const self = `${addressOf(part)}/forms/${formId}`
  const links = {
    self: { href: self },
    formdata: { href: `${self}/formdata`, 'mime-type': 'application/xml' },
  }
  return {
    ...{ FormId: formId, Type: 'MainForm', DataFormatId: '1900', DataFormatVersion: 12_345 },
    ...{ ValidationStatus: 'NotValidated', Name: part.message.subject },
    ...(wantsHal(part.asked) ? { _links: links } : {}),
  }
}

/** That a file comes with its name is inferred. */
function bytes(type: string, content: Buffer | undefined, name?: string): Answered {
  if (content === undefined) return { status: 404 }
  const named = `attachment; filename*=UTF-8''${encodeURIComponent(name ?? '')}`
  const headers = {
    'Content-Type': type,
    ...(name === undefined ? {} : { 'Content-Disposition': named }),
  }
  return { status: 200, headers, body: content }
}
