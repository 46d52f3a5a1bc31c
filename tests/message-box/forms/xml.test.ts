import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../../src/altinn3/operation.ts'
import type { DataElement } from '../../../src/altinn3/storage.ts'
import { toFormElement } from '../../../src/message-box/forms/element.ts'
import type { FormView } from '../../../src/message-box/forms/view.ts'
import { xmlOf } from '../../../src/message-box/forms/xml.ts'
import type { Ports } from '../../../src/translation.ts'

const form: DataElement = {
  id: '00000000-0000-4000-8000-000000000001',
  dataType: 'model',
  contentType: 'application/xml',
}
const submitted: FormView = {
  element: toFormElement({
    id: '50100001/6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f',
    instanceOwner: { partyId: '50100001' },
    appId: 'ttd/prove-skjema',
    org: 'ttd',
    status: { isArchived: true },
    created: '2026-10-01T08:00:00Z',
    lastChanged: '2026-10-01T09:00:00Z',
  }),
  application: {},
  parts: { forms: new Map(), attachments: new Map(), prints: [] },
  service: {},
  language: 1044,
}

/** What Storage gives, as far as it comes. */
async function read(stream: Readable): Promise<Bytes> {
  const never = (): never => {
    throw new Error('not asked')
  }
  const ports = { stream: () => Promise.resolve({ stream, length: 99 }), ask: never } as unknown
  const xml = await xmlOf(form, submitted, ports as Ports)
  if (xml === undefined) throw new Error('nothing')
  return xml
}

describe('the XML of a form that was submitted', () => {
  it('has another length than what is stored, and says none', async () => {
    const { stream, length } = await read(Readable.from([Buffer.from('<a altinnRowId="1"/>')]))
    expect([await text(stream), length]).toEqual(['<a/>', undefined])
  })

  it('breaks off where what is stored does', async () => {
    const cut = Readable.from(
      (async function* () {
        yield Buffer.from('<a altinnRowId="1"><b>')
        await Promise.resolve()
        throw new Error('cut')
      })(),
    )
    const { stream } = await read(cut)
    await expect(text(stream)).rejects.toThrow('cut')
  })

  it('is asked for no longer once nobody reads it', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(1_024, 'x'))
      },
    })
    const closed = new Promise((resolve) => endless.once('close', resolve))
    const { stream } = await read(endless)
    stream.once('data', () => stream.destroy())
    await closed
    expect(endless.destroyed).toBe(true)
  })
})
