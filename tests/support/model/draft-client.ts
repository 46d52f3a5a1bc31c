import { http, type HttpAnswer } from '../network/http.ts'
import type { Change, NewFile, NewForm, Outcome } from './drafts.ts'

/** A draft as a client reads it, each part with the id that leads to it. */
export interface SeenDraft {
  readonly forms: readonly { readonly id: string; readonly isMain: boolean; readonly xml: string }[]
  readonly files: readonly (NewFile & { readonly id: string })[]
}

interface Links {
  readonly _links: Readonly<Record<string, { readonly href: string }>>
}

const service = { Type: 'FormTask', ServiceCode: '5998', ServiceEdition: 160101 }
const halJson = 'application/hal+json'
const maxRetries = 2

/** A system that sends and reads drafts as Altinn 2's documents say. */
export class DraftClient {
  readonly #url: string
  readonly #token: string

  constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  /** The draft's path, or what was answered instead. */
  async create(forms: readonly NewForm[], files: readonly NewFile[]): Promise<string> {
    const path = '/api/my/messages?complete=false'
    const answer = await this.#send('POST', path, toMessage(forms, files))
    return outcomeOf(answer) === 'done' ? pathOf(answer.headers.location) : outcomeOf(answer)
  }

  /** @param id of the part that the change is about */
  async change(draft: string, change: Change, id = '1'): Promise<Outcome> {
    let answer = await this.#change(draft, change, id)
    // What the answer asks for: to send the same again, which looks what has become of it.
    for (let retries = 0; answer.status === 503 && retries < maxRetries; retries += 1) {
      answer = await this.#change(draft, change, id)
    }
    return outcomeOf(answer)
  }

  async #change(draft: string, change: Change, id: string): Promise<HttpAnswer> {
    switch (change.kind) {
      case 'update': {
        const message = toMessage(change.forms, change.files)
        return this.#send('PUT', `${draft}?complete=false`, message)
      }
      case 'addForm':
        return this.#send('POST', `${draft}/forms`, toForm(change.form))
      case 'replaceForm':
        return this.#send('PUT', `${draft}/forms/${id}`, toForm(change))
      case 'removeForm':
        return this.#call('DELETE', `${draft}/forms/${id}`)
      case 'attach':
        return this.#attach(draft, change.file, change.isStreamed)
      case 'removeFile':
        return this.#call('DELETE', `${draft}/attachments/${id}`)
      case 'delete':
        return this.#call('DELETE', draft)
      case 'submit': {
        const path = `${draft}?sign=${change.sign}`
        if (change.content === undefined) return this.#call('PUT', path)
        const { forms, files } = change.content
        return this.#send('PUT', path, toMessage(forms, files))
      }
      default:
        return change satisfies never
    }
  }

  #attach(draft: string, file: NewFile, isStreamed: boolean): Promise<HttpAnswer> {
    if (!isStreamed) return this.#send('POST', `${draft}/attachments`, toAttachment(file))
    const named = { fileName: file.fileName, attachmentType: file.type }
    const query = new URLSearchParams(named).toString().replaceAll('+', '%20')
    const path = `${draft}/attachments/streamedattachment?${query}`
    return this.#call('POST', path, { type: 'application/octet-stream', body: file.content })
  }

  async read(draft: string): Promise<SeenDraft> {
    const forms = await this.#list<{ readonly Type: string } & Links>(draft, 'forms')
    const files = await this.#list<
      { readonly FileName: string; readonly AttachmentType: string } & Links
    >(draft, 'attachments')
    return {
      forms: await Promise.all(
        forms.map(async ({ Type: type, _links: links }) => ({
          id: idIn(links.self?.href),
          isMain: type === 'MainForm',
          xml: withoutNamespaces(await this.#bytes(links.formdata?.href)),
        })),
      ),
      files: await Promise.all(
        files.map(async ({ FileName: fileName, AttachmentType: type, _links: links }) => ({
          id: idIn(links.self?.href),
          ...{ fileName, type, content: await this.#bytes(links.self?.href) },
        })),
      ),
    }
  }

  /** The newest messages of the list, or of the bin: ids and statuses. */
  async messages(below = ''): Promise<ReadonlyMap<string, string>> {
    const { body } = await this.#call('GET', `/api/my/messages${below}`)
    const { _embedded: embedded } = JSON.parse(body) as {
      readonly _embedded: { readonly messages: readonly Record<string, string>[] }
    }
    return new Map(embedded.messages.map(({ MessageId = '', Status = '' }) => [MessageId, Status]))
  }

  async #list<Row>(draft: string, name: string): Promise<readonly Row[]> {
    const { status, body } = await this.#call('GET', `${draft}/${name}`)
    if (status !== 200) throw new Error(`${status} for the ${name} of ${draft}`)
    const { _embedded: embedded } = JSON.parse(body) as {
      readonly _embedded: Readonly<Record<string, readonly Row[]>>
    }
    return embedded[name] ?? []
  }

  async #bytes(href = ''): Promise<string> {
    const { status, body } = await this.#call('GET', pathOf(href), { accept: '*/*' })
    if (status !== 200) throw new Error(`${status} for ${href}`)
    return body
  }

  #send(method: string, path: string, message: object): Promise<HttpAnswer> {
    return this.#call(method, path, { type: halJson, body: JSON.stringify(message) })
  }

  #call(
    method: string,
    path: string,
    { accept = halJson, type, body }: { accept?: string; type?: string; body?: string } = {},
  ): Promise<HttpAnswer> {
    const headers = {
      ...{ authorization: `Bearer ${this.#token}`, apikey: 'key', accept },
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...(type === undefined ? {} : { 'content-type': type }),
    }
    return http(this.#url, path, { method, headers, ...(body === undefined ? {} : { body }) })
  }
}

function toMessage(forms: readonly NewForm[], files: readonly NewFile[]): object {
  return {
    ...service,
    _embedded: {
      ...(forms.length === 0 ? {} : { forms: forms.map(toForm) }),
      ...(files.length === 0 ? {} : { attachments: files.map(toAttachment) }),
    },
  }
}

function toForm({ isMain, xml }: NewForm): object {
  const [type, id, version] = isMain ? ['MainForm', '1900', 12345] : ['SubForm', '1901', 1]
  return { Type: type, DataFormatId: id, DataFormatVersion: version, FormData: xml }
}

function toAttachment({ fileName, type, content }: NewFile): object {
  return {
    FileName: fileName,
    AttachmentType: type,
    Data: Buffer.from(content).toString('base64'),
  }
}

/** Below the public address. */
function pathOf(href: unknown): string {
  return new URL(String(href)).pathname
}

function idIn(href = ''): string {
  return href.slice(href.lastIndexOf('/') + 1)
}

function outcomeOf({ status, reason, body }: HttpAnswer): Outcome {
  if (status === 201 || status === 204) return 'done'
  if (status === 404) return 'absent'
  if (status === 400) return reason.includes('being filled in') ? 'closed' : 'refused'
  throw new Error(`${status} ${reason}: ${body.slice(0, 300)}`)
}

/** An app writes what it has read, and declares these on every root. */
function withoutNamespaces(xml: string): string {
  return xml.replaceAll(/ xmlns:xs[id]="[^"]*"/g, '')
}
