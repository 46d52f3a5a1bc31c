import { expect, it } from 'vitest'
import { writeModel } from '../../src/respond/write-model.ts'
import { emptyList, files, message, nested, reportees } from '../support/model/models.ts'

const publicUrl = 'https://gateway.example/altinn'

function hal(model: Parameters<typeof writeModel>[0]): string {
  return writeModel(model, 'hal+json', publicUrl)
}

function plain(model: Parameters<typeof writeModel>[0]): string {
  return writeModel(model, 'json', publicUrl)
}

/** Text for text, so that the order of members counts. */
function lines(text: string): string {
  return text.replace(/\n\s*/g, '')
}

it('writes the links of a HAL resource after its properties, each as far as it says something', () => {
  expect(hal({ kind: 'resource', resource: message })).toBe(
    lines(`{
      "MessageId":"a7005678","Subject":"Årsregnskap & <budsjett>","ServiceEdition":160101,
      "_links":{
      "self":{"href":"https://gateway.example/altinn/api/my/messages/a7005678"},
      "print":{"href":"https://gateway.example/altinn/api/my/messages/a7005678/print",
      "mime-type":"application/pdf"},
      "portalview":{"href":"https://www.altinn.no/Pages/Message.aspx?ESC=5999&ESEC=1"},
      "form":[{"href":"https://gateway.example/altinn/api/my/messages/a7005678/forms/880011",
      "name":"XX-0001 Prøveskjema"}],
      "attachment":[{"href":"https://gateway.example/altinn/api/my/messages/a7005678/attachments/330044",
      "name":"budsjett","fileName":"budsjett.xlsx","encrypted":false,"signinglocked":false,
      "signedbydefault":true,"filesize":20480},
      {"href":"https://gateway.example/altinn/api/my/messages/a7005678/attachments/330045",
      "filesize":-1}]}}`),
  )
})

it('writes links in plain JSON as a list in which every member is there', () => {
  const written = JSON.parse(plain({ kind: 'resource', resource: message })) as {
    _links: readonly Record<string, unknown>[]
  }
  expect(Object.keys(written)).toEqual(['MessageId', 'Subject', 'ServiceEdition', '_links'])
  expect(written._links.map(({ Rel }) => Rel)).toEqual([
    ...['self', 'print', 'portalview', 'form', 'attachment', 'attachment'],
  ])
  expect(JSON.stringify(written._links[0])).toBe(
    lines(`{"Rel":"self","Href":"https://gateway.example/altinn/api/my/messages/a7005678",
      "Title":null,"FileNameWithExtension":null,"MimeType":null,"IsTemplated":false,
      "Encrypted":false,"SigningLocked":false,"SignedByDefault":false,"FileSize":0}`),
  )
  expect(written._links[4]).toEqual({
    Rel: 'attachment',
    Href: 'https://gateway.example/altinn/api/my/messages/a7005678/attachments/330044',
    Title: 'budsjett',
    FileNameWithExtension: 'budsjett.xlsx',
    MimeType: null,
    IsTemplated: false,
    Encrypted: false,
    SigningLocked: false,
    SignedByDefault: true,
    FileSize: 20480,
  })
})

it('embeds a collection in HAL, under its relation and after its links', () => {
  expect(hal(reportees)).toBe(
    lines(`{"_links":{
      "find":{"href":"https://gateway.example/altinn/api/reportees/{reporteeId}","isTemplated":true},
      "self":{"href":"https://gateway.example/altinn/api/reportees"}},
      "_embedded":{"reportees":[
      {"Name":"FJORDNES AS","Type":"Enterprise","ParentOrganizationNumber":null,
      "_links":{"self":{"href":"https://gateway.example/altinn/api/reportees/r50900001"}}},
      {"Name":"TEST KARI","Type":"Person"}]}}`),
  )
})

it('writes a collection in plain JSON as a bare array, with no key for links that are not there', () => {
  const written = JSON.parse(plain(reportees)) as readonly Record<string, unknown>[]
  expect(written.map((one) => Object.keys(one))).toEqual([
    ['Name', 'Type', 'ParentOrganizationNumber', '_links'],
    ['Name', 'Type'],
  ])
})

it('keeps links that are text to HAL', () => {
  expect(hal(files)).toBe(
    lines(`[{"ServiceCode":"5997","FileSize":2048,"_links":{
      "self":"https://gateway.example/altinn/api/my/brokerservice/inbox/1",
      "receipt":"https://altinn2.example/api/my/brokerservice/inbox/1/receipt"}}]`),
  )
  expect(plain(files)).toBe('[{"ServiceCode":"5997","FileSize":2048}]')
})

it.each([
  ['an empty collection in HAL', hal(emptyList), '{"_embedded":{"reportees":[]}}'],
  ['an empty collection', plain(emptyList), '[]'],
  ['a value in HAL', hal({ kind: 'value', value: 'a"b' }), '"a\\"b"'],
  ['a value', plain({ kind: 'value', value: false }), 'false'],
])('writes %s', (_, written, expected) => {
  expect(written).toBe(expected)
})

it('writes properties as they are, nothing of them left out', () => {
  if (nested.kind !== 'resource') throw new Error('not a resource')
  expect(JSON.parse(plain(nested))).toEqual(nested.resource.properties)
  expect(hal(nested)).toBe(plain(nested))
})
