import type { Altinn2Message } from './state.ts'
import type { Place } from './view.ts'
import type { Asked } from '../../strict.ts'

export const mainFormId = 880_011
const firstAttachment = 330_044

/** A message's own address, and what it is. */
export interface Part extends Place {
  readonly asked: Asked
  readonly message: Altinn2Message
}

export interface File {
  readonly id: number
  readonly name: string
  readonly content: Buffer
}

export function filesOf({ contents }: Altinn2Message): readonly File[] {
  const all = Object.entries(contents?.attachments ?? {})
  return all.flatMap(([name, content], place) =>
    content === null ? [] : [{ id: firstAttachment + place, name, content }],
  )
}

export function addressOf({ publicOrigin, who, message: { id } }: Part): string {
  return `${publicOrigin}/api/${who}/messages/${id}`
}

export interface Form {
  readonly id: number
  readonly type: 'MainForm' | 'SubForm'
  readonly name: string
  readonly format: string
  readonly version: number
  readonly xml: Buffer
}

/** The main form, and those that were added to it. */
export function formsOf({ subject, contents }: Altinn2Message): readonly Form[] {
  const { form, subForms = [] } = contents ?? {}
  const main = { id: mainFormId, type: 'MainForm', name: subject, ...mainFormat } as const
  return [
    ...(form === undefined ? [] : [{ ...main, xml: form }]),
    ...subForms.map((one) => ({ ...one, type: 'SubForm', name: 'Underskjema' }) as const),
  ]
}

const mainFormat = { format: '1900', version: 12_345 } as const

/** What a message by itself leads to beside what every list says of it. */
export function partLinks(part: Part): object {
  const self = addressOf(part)
  const files = filesOf(part.message)
  const form = formsOf(part.message).map(({ id, name }) => ({ href: `${self}/forms/${id}`, name }))
  const attachment = files.map(({ id, name, content }) => ({
    ...{ href: `${self}/attachments/${id}`, name: name.replace(/\.[^.]+$/, ''), fileName: name },
    ...{ encrypted: false, signinglocked: false, signedbydefault: true, filesize: content.length },
  }))
  return { ...(form.length === 0 ? {} : { form }), ...(files.length === 0 ? {} : { attachment }) }
}
