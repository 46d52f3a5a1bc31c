import { json, wantsHal } from '../answer.ts'
import { addressOf, filesOf, formsOf, type File, type Form, type Part } from './parts.ts'
import { toValidation } from './validation.ts'
import { toPdf } from '../../altinn3/storage/contents/ondemand.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered } from '../../strict.ts'

/** Altinn/docs content/api/rest/meldinger/hente.md: what a message holds, one thing at a time. */
export function answerPart(below: string, part: Part): Answered {
  const { asked, message } = part
  const isPrint = below.split('/').at(-1) === 'print'
  onlyQuery(asked, 'language', ...(isPrint ? ['dataFormatId', 'dataFormatVersion'] : []))
  const [kind = '', id = '', ...rest] = below.split('/')
  if (kind === 'attachments' && rest.length === 0) return answerFiles(id, part)
  if (kind === 'forms') return answerForms(id, rest.join('/'), part)
  switch (below) {
    case 'print':
      return bytes('application/pdf', message.contents?.print)
    case 'validate':
      return validate(part)
    case 'signingtext':
      return signingText(part)
    case 'custommessagedata':
      return bytes('application/json; charset=utf-8', toBytes(message.customData))
    default:
      throw new UnlikeTheRealOne(asked.path)
  }
}

function toBytes(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text)
}

function answerFiles(id: string, part: Part): Answered {
  const files = filesOf(part.message)
  if (id === '')
    return collection(
      'attachments',
      files.map((file) => toAttachment(file, part)),
      part,
    )
  const file = files.find((one) => String(one.id) === id)
  return bytes('application/octet-stream', file?.content, file?.name)
}

/** The type is the rule's, whatever its language (release note 18.4). */
function toAttachment({ id, name, content }: File, part: Part): object {
  const self = `${addressOf(part)}/attachments/${id}`
  const properties = {
    ...{ FileName: name, Name: name.replace(/\.[^.]+$/, ''), AttachmentType: 'Vedlegg' },
    ...{ AttachmentTypeLocalized: 'Vedlegg', Encrypted: false, SigningLocked: false },
    ...{ SignedByDefault: true, FileSize: content.length },
  }
  return wantsHal(part.asked)
    ? { ...properties, _links: { self: { href: self } } }
    : { ...properties, AttachmentLink: self }
}

/** That these lists have the shape of every other is inferred. */
function collection(name: string, items: readonly object[], part: Part): Answered {
  const self = { href: `${addressOf(part)}/${name}` }
  const hal = { _links: { self }, _embedded: { [name]: items } }
  return json(part.asked, wantsHal(part.asked) ? hal : items)
}

function answerForms(id: string, below: string, part: Part): Answered {
  const forms = formsOf(part.message)
  if (id === '')
    return collection(
      'forms',
      forms.map((form) => toForm(form, part)),
      part,
    )
  const form = forms.find((one) => String(one.id) === id)
  if (form === undefined) return { status: 404 }
  switch (below) {
    case '':
      return json(part.asked, toForm(form, part))
    case 'formdata':
      return bytes('application/xml', form.xml)
    case 'print':
      return bytes('application/pdf', toPdf([form.name]))
    default:
      throw new UnlikeTheRealOne(part.asked.path)
  }
}

function toForm({ id, type, name, format, version }: Form, part: Part): object {
  const self = `${addressOf(part)}/forms/${id}`
  const links = {
    self: { href: self },
    formdata: { href: `${self}/formdata`, 'mime-type': 'application/xml' },
  }
  return {
    ...{ FormId: id, Type: type, DataFormatId: format, DataFormatVersion: version },
    ...{ ValidationStatus: 'NotValidated', Name: name },
    ...(wantsHal(part.asked) ? { _links: links } : {}),
  }
}

/** Of a set of forms that is being filled in, and of nothing else. */
function validate(part: Part): Answered {
  const { message, asked } = part
  if (message.state !== 'beingFilledIn') return { status: 404 }
  return json(asked, toValidation(formsOf(message).map(({ xml }) => xml.toString())))
}

/** 404 while the element is at another step; the type is inferred. */
function signingText({ message }: Part): Answered {
  const isThere = message.state === 'toBeSigned'
  const text = 'Jeg bekrefter at opplysningene er riktige.'
  return bytes('text/plain; charset=utf-8', isThere ? Buffer.from(text) : undefined)
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
