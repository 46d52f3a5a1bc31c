import { describe, expect, it } from 'vitest'
import { toForm } from '../../../sandbox/altinn3/apps/form.ts'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { read, startBench, type As } from './storage-shared.ts'

const { accountant, serviceOwner } = organizations
const { sandbox, storage, call, row, elementOf } = startBench()
const base = '/ttd/prove-skjema'
const owner = mainParty.partyId
const draft = uuidOf(`instance draft ${owner}`)
const archived = uuidOf(`instance archived ${owner}`)
const nowhere = '00000000-0000-4000-8000-000000000000'
const other: As = { systemUser: accountant.number }
const asOwner: As = {
  org: serviceOwner.number,
  systemUser: null,
  scope: 'altinn:serviceowner/instances.read',
}
const of = (guid: string): string => `${base}/instances/${owner}/${guid}`
const get = (path: string, accept?: string, as?: As): Promise<HttpAnswer> =>
  call(path, accept === undefined ? {} : { headers: { accept } }, as)

const dataOf = (guid: string, type: string): string =>
  `${of(guid)}/data/${elementOf(guid, type).id}`
const statusOf = (guid: string): string => row(guid).instance.status.readStatus

describe('an app’s metadata', () => {
  it('is for anybody, says what is null, and which library it is made with', async () => {
    const answer = await http(sandbox().altinn3.url, `${base}/api/v1/applicationmetadata`)
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public,max-age=60' },
    })
    expect(read(answer)).toMatchObject({
      id: 'ttd/prove-skjema',
      altinnNugetVersion: '8.12.7.211',
      messageBoxConfig: null,
      title: { nn: 'Prøveskjema' },
    })
    expect(read(answer)).toHaveProperty(['dataTypes', 2], {
      id: 'kart',
      description: null,
      allowedContentTypes: ['application/pdf', 'image/png'],
      allowedContributers: null,
      allowedContributors: null,
      actionRequiredToRead: null,
      actionRequiredToWrite: null,
      appLogic: null,
      taskId: 'Task_1',
      maxSize: 25,
      maxCount: 5,
      minCount: 0,
      grouping: null,
      enablePdfCreation: true,
      enableFileScan: false,
      validationErrorOnPendingFileScan: false,
      enabledFileAnalysers: [],
      enabledFileValidators: [],
      allowedKeysForUserDefinedMetadata: null,
    })
  })

  it('is nowhere for what was migrated, since no app runs for it', async () => {
    for (const app of ['a2-5998-160101', 'ingen']) {
      expect(await get(`/ttd/${app}/api/v1/applicationmetadata`)).toMatchObject({
        status: 404,
        body: '404 page not found\n',
      })
    }
  })
})

describe('an app’s instance', () => {
  it('has the party, numbers for enumerations, and links to both', async () => {
    const answer = await get(of(draft))
    expect(answer.status).toBe(200)
    const { host } = new URL(sandbox().altinn3.url)
    const id = `${owner}/${draft}`
    expect(read(answer)).toMatchObject({
      id,
      instanceOwner: {
        partyId: String(owner),
        personNumber: null,
        party: {
          partyId: owner,
          partyUuid: mainParty.partyUuid,
          partyTypeName: 2,
          ssn: null,
          orgNumber: mainParty.organizationNumber,
          unitType: 'AS',
          name: mainParty.name,
          isDeleted: false,
        },
      },
      selfLinks: {
        apps: `https://${host}${base}/instances/${id}`,
        platform: `https://platform.tt02.altinn.no/storage/api/v1/instances/${id}`,
      },
      visibleAfter: null,
      process: { ended: null, currentTask: { elementId: 'Task_1', ended: null } },
      status: { isArchived: false, archived: null, readStatus: 0, substatus: null },
      completeConfirmations: null,
      dataValues: null,
    })
  })

  it('is read from then on, and shows what it was before', async () => {
    await get(of(draft), undefined, asOwner)
    expect(statusOf(draft)).toBe('Unread')
    const before = row(draft).instance.lastChanged
    expect(read(await get(of(draft)))).toMatchObject({ status: { readStatus: 0 } })
    expect(statusOf(draft)).toBe('Read')
    expect(read(await get(of(draft)))).toMatchObject({ status: { readStatus: 1 } })
    expect(row(draft).instance.lastChanged).toBe(before)
  })

  it('is 403 when there is none, when it is another’s, and under another address', async () => {
    const hidden = uuidOf(`instance hidden ${owner}`)
    const refused: readonly (readonly [string, As?])[] = [
      [of(nowhere)],
      [of(draft), other],
      [`${base}/instances/1/${draft}`],
      [of(hidden)],
    ]
    for (const [path, as] of refused) {
      const answer = await get(path, undefined, as)
      expect(answer, path).toMatchObject({ status: 403 })
      expect(read(answer)).toMatchObject({ title: 'Forbidden', status: 403 })
    }
    expect(statusOf(draft)).toBe('Unread')
    expect(await get(`/ttd/prove-skjult/instances/${owner}/${hidden}`)).toMatchObject({
      status: 200,
    })
  })

  it('is kept from whoever has no token of Altinn’s', async () => {
    expect(await http(sandbox().altinn3.url, of(draft))).toMatchObject({ status: 401, body: '' })
  })
})

describe('an app’s data', () => {
  const model = {
    tittel: 'Ny brygge',
    antall: 2,
    godkjent: true,
    merknad: null,
    tiltak: [
      { navn: 'Påler', lengde: 12.5 },
      { navn: 'Dekke & rekkverk', lengde: 8 },
    ],
  }

  it.each([undefined, 'application/json', '*/*', 'application/xml, */*', 'application/pdf'])(
    'is JSON under Accept: %s',
    async (accept) => {
      const answer = await get(dataOf(draft, 'model'), accept)
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(read(answer)).toEqual(model)
    },
  )

  it.each([
    ['application/xml', 'application/xml'],
    ['application/json;q=0.5, text/xml', 'text/xml'],
  ])('is XML under Accept: %s', async (accept, type) => {
    const answer = await get(dataOf(draft, 'model'), accept)
    expect(answer.headers['content-type']).toBe(`${type}; charset=utf-8`)
    expect(answer.body).toMatch(/^<Skjema xmlns:xsi="[^"]+" xmlns:xsd="[^"]+"><tittel>Ny brygge</)
    expect(answer.body).toContain('<tiltak><navn>Påler</navn><lengde>12.5</lengde></tiltak>')
    expect(answer.body).toContain('<navn>Dekke &amp; rekkverk</navn>')
    expect(answer.body).not.toContain('merknad')
  })

  it('has the ids of rows for whoever asks for them', async () => {
    const path = `${dataOf(draft, 'model')}?includeRowId=true`
    const altinnRowId = uuidOf('row Påler')
    expect(read(await get(path))).toMatchObject({ tiltak: [{ altinnRowId, navn: 'Påler' }, {}] })
    const { body } = await get(path, 'application/xml')
    expect(body).toContain(`<tiltak altinnRowId="${altinnRowId}"><navn>Påler</navn>`)
  })

  it('is the file as it is, with its length, when it is no form', async () => {
    const answer = await get(dataOf(draft, 'vedlegg'), 'application/json')
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/plain',
        'content-length': '15',
        'content-disposition':
          "attachment; filename=f_lgebrev.txt; filename*=UTF-8''f%C3%B8lgebrev.txt",
      },
      body: 'Takk for sist.\n',
    })
  })

  it('makes the element and the instance read', async () => {
    await get(dataOf(draft, 'model'), undefined, asOwner)
    expect(elementOf(draft, 'model').isRead).toBe(false)
    await get(dataOf(draft, 'model'))
    expect(elementOf(draft, 'model').isRead).toBe(true)
    expect(elementOf(draft, 'kart').isRead).toBe(false)
    expect(statusOf(draft)).toBe('Read')
  })

  it('is a problem when there is none, and an empty 403 when it is another’s', async () => {
    const answer = await get(`${of(draft)}/data/${nowhere}`)
    expect(answer).toMatchObject({
      status: 404,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    })
    expect(read(answer)).toEqual({
      title: 'Data Element Not Found',
      status: 404,
      detail: `Did not find data element ${nowhere} on instance ${owner}/${draft}`,
    })
    expect(await get(dataOf(draft, 'model'), undefined, other)).toMatchObject({
      status: 403,
      body: '',
    })
    const { id } = elementOf(draft, 'model')
    expect(await get(`${of(nowhere)}/data/${id}`)).toMatchObject({ status: 403, body: '' })
  })

  it('is a 500 when what is stored does not fit the class', async () => {
    storage().contents.set(elementOf(draft, 'model').id, Buffer.from('<Skjema><tittel></Skjema>'))
    expect(await get(dataOf(draft, 'model'))).toMatchObject({ status: 500 })
    expect(statusOf(draft)).toBe('Unread')
  })
})

describe('reading a form into its class', () => {
  const form = (xml: string): unknown => {
    const found = toForm(xml, 'Altinn.App.Models.Skjema.Skjema', true)
    return found && JSON.parse(found.json)
  }

  it('drops what the class does not have and takes any prefix', () => {
    expect(
      form(
        `\uFEFF<?xml version="1.0"?><!-- a --><p:Skjema xmlns:p="urn:p"><p:tittel a='b'>&#198;&lt;</p:tittel><ukjent><tittel>x</tittel></ukjent><tom/></p:Skjema>`,
      ),
    ).toEqual({ tittel: 'Æ<', antall: null, godkjent: null, merknad: null, tiltak: [] })
  })

  it.each(['', '<Skjema>', '<Skjema></skjema>', '<Annet/>', '<Skjema/><Skjema/>', '<Skjema/>&<'])(
    'fails at %j',
    (xml) => expect(form(xml)).toBeUndefined(),
  )
})

describe('validation', () => {
  it('gives the issues that there are', async () => {
    expect(read(await get(`${of(draft)}/validate?language=nb`))).toEqual([])
    const issue = {
      severity: 1,
      dataElementId: elementOf(draft, 'model').id,
      field: 'tiltak[0].navn',
      code: 'required',
      description: 'Feltet er påkrevd',
      source: 'Required',
    } as const
    storage().issues.set(draft, [issue])
    expect(read(await get(`${of(draft)}/validate`))).toEqual([issue])
    expect(statusOf(draft)).toBe('Unread')
  })

  it('is a conflict when nothing is going on', async () => {
    const answer = await get(`${of(archived)}/validate`)
    expect(answer.status).toBe(409)
    expect(read(answer)).toMatchObject({
      title: 'Validation error',
      detail: 'Unable to validate instance without a started process.',
    })
  })

  it('hands on what Storage refuses', async () => {
    expect(read(await get(`${of(draft)}/validate`, undefined, other))).toMatchObject({
      title: 'Something went wrong.',
      status: 403,
      detail: '403 - Forbidden - ',
    })
    expect(read(await get(`${of(nowhere)}/validate`))).toMatchObject({
      status: 404,
      detail: `404 - Not Found - "Unable to find instance ${nowhere}"`,
    })
  })
})

describe('a preview', () => {
  it('is a PDF of the task that is going on', async () => {
    const answer = await get(`${of(draft)}/pdf/preview`)
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } })
    expect(answer.body).toMatch(/^%PDF-/)
    expect(await get(`${of(archived)}/pdf/preview`)).toMatchObject({
      status: 404,
      body: 'Did not find instance or task',
    })
    expect(await get(`${of(draft)}/pdf/preview`, undefined, other)).toMatchObject({ status: 500 })
  })
})

describe('what an app does not have, or a test takes away', () => {
  it.each([`${base}/instances/1`, `${base}/api/v1/nothing`, `${of(draft)}?language=nb`])(
    'is a 500 that says so: %s',
    async (path) => {
      const answer = await get(path)
      expect(answer.status).toBe(500)
      expect(answer.body).toMatch(/^unlike the real one: /)
    },
  )

  it('fails as it is told to', async () => {
    storage().faults.push({ kind: 'busy', on: /^GET \/ttd\/prove-skjema\/instances/, times: 1 })
    expect(await get(of(draft))).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
    expect(await get(of(draft))).toMatchObject({ status: 200 })
  })
})
