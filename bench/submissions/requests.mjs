// What callers send: drafts of thirty megabytes, and attachments that are streamed.
import { request } from 'undici'
import { write } from '../pattern.mjs'

/** Milliseconds: a request that has no answer then has failed. */
const within = 400_000
const service = { Type: 'FormTask', ServiceCode: '5997', ServiceEdition: 1 }
const drafts = '/api/my/messages?complete=false'

/** A body of so many bytes with its form's XML as long as that. */
export function largeForm(bytes, name) {
  return filled(bytes, (length) => ({
    xml: `<Skjema><merknad>${rows(length, name)}</merknad></Skjema>`,
  }))
}

/** One with an attachment as long. */
export function largeFile(bytes, name) {
  return filled(bytes, (length) => ({ xml: shortXml(name), file: 'QUJD'.repeat(length >> 2) }))
}

export function smallDraft(name) {
  return Buffer.from(JSON.stringify(toMessage({ xml: shortXml(name) })))
}

export async function createDraft(url, token, body) {
  return send(url, token, drafts, { body, type: 'application/json' })
}

/** Bytes that are made as they are sent. */
export function streamAttachment(url, token, draft, bytes) {
  const query = 'fileName=large.bin&attachmentType=Vedlegg'
  return send(url, token, `${draft}/attachments/streamedattachment?${query}`, {
    body: write(bytes),
    length: bytes,
    type: 'application/octet-stream',
  })
}

async function send(url, token, path, { body, length = body.length, type }) {
  const answer = await request(url + path, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': type,
      'content-length': String(length),
    },
    signal: AbortSignal.timeout(within),
    headersTimeout: within,
  })
  const text = await answer.body.text()
  const { location, 'retry-after': retryAfter } = answer.headers
  const [, code] = /"code":"([A-Z_0-9]+)"/i.exec(text) ?? []
  return { status: answer.statusCode, location, retryAfter, code, text: text.slice(0, 300) }
}

function filled(bytes, partsOf) {
  const around = JSON.stringify(toMessage(partsOf(0))).length
  const body = Buffer.from(JSON.stringify(toMessage(partsOf(bytes - around - 64))))
  if (body.length <= bytes) return body
  throw new Error(`${body.length} bytes are more than ${bytes}`)
}

function toMessage({ xml, file }) {
  const form = { Type: 'MainForm', DataFormatId: '59971', DataFormatVersion: 1, FormData: xml }
  const attachment = { FileName: 'large.bin', AttachmentType: 'Vedlegg', Data: file }
  const attachments = file === undefined ? {} : { attachments: [attachment] }
  return { ...service, _embedded: { forms: [form], ...attachments } }
}

function shortXml(name) {
  return `<Skjema><tittel>${name}</tittel></Skjema>`
}

/** Elements, each with a text that differs from others, so that reading costs what it does elsewhere. */
function rows(length, name) {
  const row = (place) => `<rad nr='${place}'>${name} ${place * 7919}</rad>`
  const all = []
  for (let [place, left] = [0, length]; left > 64; place += 1) {
    const one = row(place)
    left -= one.length
    if (left >= 0) all.push(one)
  }
  return all.join('')
}
