import { Readable } from 'node:stream'
import type { JWTPayload } from 'jose'
import { seedAccess, systemUser } from '../../../sandbox/altinn3/access-management/seed.ts'
import { answerInstances } from '../../../sandbox/altinn3/instances.ts'
import { emptyStorage, type StorageState } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import type { Answered, Asked } from '../../../sandbox/strict.ts'
import type { Call, Sending } from '../../../src/altinn3/operation.ts'
import { writeFormData } from '../../../src/http/upstreams/form-data.ts'
import type { App } from './apps.ts'

const access = seedAccess()

/** What the token of the customer's system user says. */
const claims: JWTPayload = {
  scope: 'altinn:instances.read altinn:instances.write',
  authorization_details: {
    type: 'urn:altinn:systemuser',
    systemuser_id: [systemUser],
    systemuser_org: {
      authority: 'iso6523-actorid-upis',
      ID: `0192:${organizations.customer.number}`,
    },
  },
  'urn:altinn:orgNumber': organizations.vendor.number,
  'urn:altinn:authlevel': 3,
}

/** An answer as it leaves a server. */
export interface PlainAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
}

/** Storage and one app, as the stand-ins are, without a socket. */
export class Altinn3InMemory {
  readonly state: StorageState

  /** @param now Altinn 3's clock, which may differ from the gateway's */
  constructor({ application, version, flow, serviceTaskFails }: App, now: () => number) {
    this.state = emptyStorage([application])
    const { modes } = this.state
    modes.now = now
    modes.process.flows.set(application.id, flow)
    modes.process.serviceTaskFails = serviceTaskFails
    this.state.nugetVersions[application.id] = version
  }

  async perform<Sent>(call: Call<Sent>, sent: Sent): Promise<PlainAnswer> {
    const answered = await answerInstances(
      await toAsked(call, sent),
      () => Promise.resolve(claims),
      this.state,
      access,
    )
    return toPlain(answered)
  }

  /** Behaves otherwise during one call. */
  async with<Sent>(
    modes: Partial<StorageState['modes']>,
    call: Call<Sent>,
    sent: Sent,
  ): Promise<PlainAnswer> {
    const usual = { ...this.state.modes }
    Object.assign(this.state.modes, modes)
    try {
      return await this.perform(call, sent)
    } finally {
      Object.assign(this.state.modes, usual)
    }
  }

  /** The app makes an instance, cannot store what came with it, and cannot delete it. */
  async withoutParts<Sent>(call: Call<Sent>, sent: Sent): Promise<PlainAnswer> {
    const before = new Set(this.state.rows.keys())
    const answer = await this.perform(call, sent)
    for (const [id, row] of this.state.rows) if (!before.has(id)) row.elements = []
    return answer
  }
}

async function toAsked<Sent>(call: Call<Sent>, sent: Sent): Promise<Asked> {
  const { pathname, searchParams } = new URL(call.target(sent), 'http://altinn3.example')
  const { bytes, headers } = await toBody(call.sends?.(sent))
  return {
    method: call.method,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: { host: 'altinn3.example', ...call.headers?.(sent), ...headers },
    body: () => Promise.resolve(bytes),
    pieces: () => Readable.from([bytes], { objectMode: false }),
  }
}

interface SentBody {
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string>>
}

async function toBody(sending: Sending | undefined): Promise<SentBody> {
  if (sending === undefined) return { bytes: Buffer.alloc(0), headers: {} }
  if ('bytes' in sending) throw new Error('no operation of a draft hands bytes through')
  if ('json' in sending) {
    const bytes = Buffer.from(JSON.stringify(sending.json))
    return { bytes, headers: { 'content-type': 'application/json' } }
  }
  if ('formData' in sending) {
    const { type, bytes } = writeFormData(sending.formData)
    return { bytes: await bytesOf(bytes.stream()), headers: { 'content-type': type } }
  }
  const { file, type, disposition } = sending
  const bytes = await bytesOf(file.stream())
  return {
    bytes,
    headers: {
      'content-type': type,
      'content-length': String(bytes.length),
      ...(disposition === undefined ? {} : { 'content-disposition': disposition }),
    },
  }
}

async function toPlain({ status, headers = {}, body = '' }: Answered): Promise<PlainAnswer> {
  if (body instanceof Readable) return { status, headers, bytes: await bytesOf(body) }
  if (Buffer.isBuffer(body)) return { status, headers, bytes: body }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, bytes: Buffer.from(text) }
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}
