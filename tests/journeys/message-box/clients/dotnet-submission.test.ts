import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  lineOf,
  publicUrl,
  startClientSystem,
  type ClientSystem,
} from '../../../support/client-system.ts'
import type { HttpAnswer } from '../../../support/network/http.ts'
import { readXml, type Element } from '../../../support/read-xml.ts'

let system: ClientSystem
beforeAll(async () => {
  system = await startClientSystem()
})
afterAll(() => system.gateway.close())

const namespaces =
  'xmlns="http://schemas.datacontract.org/2004/07/Altinn.SBL.AltinnWebAPI.Models" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
const service =
  '<ServiceCode>5998</ServiceCode><ServiceEdition>160101</ServiceEdition><Type>FormTask</Type>'

/** As DataContractSerializer writes it: members in the order of the alphabet, what is null as nil. */
function toBody(title: string): string {
  const data = `&lt;Skjema&gt;&lt;tittel&gt;${title}&lt;/tittel&gt;&lt;/Skjema&gt;`
  const form = `<Form><DataFormatId>1900</DataFormatId><DataFormatVersion>12345</DataFormatVersion><FormData>${data}</FormData><Type>MainForm</Type></Form>`
  return `<Message ${namespaces}><Attachments i:nil="true"/><Forms>${form}</Forms>${service}</Message>`
}
/** It names the service alone (Altinn/docs content/api/rest/meldinger/signere.md). */
const toSign = `<Message ${namespaces}><Attachments i:nil="true"/><Forms i:nil="true"/>${service}</Message>`

function call(method: string, address: string, body?: string): Promise<HttpAnswer> {
  const own = body === undefined ? {} : { 'content-type': 'application/xml; charset=utf-8' }
  return system.call(method, address, { accept: 'application/xml', ...own }, body)
}

async function read(address: string): Promise<Element> {
  const answer = await call('GET', address)
  expect(answer.status).toBe(200)
  return readXml(answer.body)
}

const textOf = (element: Element, name: string): string =>
  element.children.find((one) => one.name === name)?.text ?? ''

describe('a .NET client that reads and writes XML', () => {
  it('sends for one person and signs for another, by the addresses that it is given', async () => {
    // It sends the form set and leaves the signature to a second person.
    const made = await call('POST', `${publicUrl}/api/my/messages?sign=false`, toBody('Naust'))
    expect([lineOf(made), made.body]).toEqual(['201 Created', ''])
    const waiting = String(made.headers.location)
    expect(waiting).toMatch(/\/messages\/a\d{18}$/)
    expect(textOf(await read(waiting), 'Status')).toBe('Signering')

    // Sent again after a lost answer, it is the same message.
    const repeated = await call('POST', `${publicUrl}/api/my/messages?sign=false`, toBody('Naust'))
    expect([lineOf(repeated), repeated.headers.location]).toEqual(['201 Created', waiting])

    // What waits for a signature takes no other content.
    const changed = await call('PUT', waiting, toBody('Brygge'))
    expect(lineOf(changed)).toBe('400 Only a message that is being filled in can be changed')

    // The second person reads the text and signs.
    const text = await call('GET', `${waiting}/signingtext`)
    expect(text.status).toBe(200)
    const signed = await call('PUT', `${waiting}?complete=true&sign=true`, toSign)
    expect([lineOf(signed), signed.body]).toEqual(['204 No Content', ''])
    const address = String(signed.headers.location)
    expect(address).toBe(waiting.replace(/a(\d+)$/, 'b$1'))

    // The answer was lost, too: signing again has the same answer, and signs once.
    const again = await call('PUT', `${waiting}?complete=true&sign=true`, toSign)
    expect([lineOf(again), again.headers.location]).toEqual(['204 No Content', address])
    const { writes } = system.gateway.sandbox.altinn3.storage
    expect(writes.filter(({ kind }) => kind === 'instance archived')).toHaveLength(1)
    expect(writes.filter(({ dataType }) => dataType === 'signatur')).toHaveLength(1)

    const message = await read(address)
    expect([textOf(message, 'Status'), textOf(message, 'MessageLink')]).toEqual([
      'Sendt og arkivert',
      address,
    ])
  })
})
