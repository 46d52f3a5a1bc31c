import { describe, expect, it, vi } from 'vitest'
import { givenInstance, kinds } from '../../../sandbox/altinn3/access-management/kinds.ts'
import { accountantsClients, mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import type { DataElement } from '../../../sandbox/altinn3/storage/model.ts'
import { changeInstance } from '../../../sandbox/altinn3/storage/state.ts'
import { addManyInstances } from '../../../sandbox/altinn3/storage/seed/new.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { people } from '../../../sandbox/people.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { read, startBench, type As } from './storage-shared.ts'

const { accountant, caretaker, serviceOwner, vendor } = organizations
const { sandbox, storage, call, row, elementOf } = startBench()
const base = '/storage/api/v1/instances'
const owner = mainParty.partyId
const ofSeed = (seed: string): string => uuidOf(`instance ${seed}`)
const draft = ofSeed(`draft ${owner}`)
const archived = ofSeed(`archived ${owner}`)
const migrated = ofSeed('a2 3513210')
const nowhere = '00000000-0000-4000-8000-000000000000'
const asOwner: As = {
  org: serviceOwner.number,
  systemUser: null,
  scope: 'altinn:serviceowner/instances.read',
}

const get = (below: string, as?: As): Promise<HttpAnswer> => call(base + below, {}, as)

const data = (guid: string, type: string): string =>
  `/${owner}/${guid}/data/${elementOf(guid, type).id}`

describe('one instance', () => {
  it('is written as the original writes it, and nothing that is null', async () => {
    const answer = await get(`/${owner}/${draft}`)
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    })
    const platform = `https://platform.tt02.altinn.no${base}/${owner}/${draft}`
    const { data: elements, ...instance } = read(answer) as { data: object[] }
    expect(instance).toEqual({
      id: `${owner}/${draft}`,
      instanceOwner: { partyId: String(owner), organisationNumber: mainParty.organizationNumber },
      appId: 'ttd/prove-skjema',
      org: 'ttd',
      selfLinks: { platform },
      dueBefore: '2026-12-31T22:59:59Z',
      process: {
        started: '2026-07-01T07:15:00.1234567Z',
        startEvent: 'StartEvent_1',
        currentTask: {
          flow: 2,
          started: '2026-08-20T10:30:00.123456Z',
          elementId: 'Task_1',
          name: 'Utfylling',
          altinnTaskType: 'data',
          flowType: 'CompleteCurrentMoveToNext',
        },
      },
      status: {
        isArchived: false,
        isSoftDeleted: false,
        isHardDeleted: false,
        readStatus: 'Unread',
      },
      presentationTexts: { tittel: 'Ny brygge' },
      created: '2026-07-01T07:15:00.1234567Z',
      createdBy: mainParty.organizationNumber,
      lastChanged: '2026-08-20T10:30:00.123456Z',
      lastChangedBy: mainParty.organizationNumber,
    })
    const { id } = elementOf(draft, 'kart')
    expect(elements).toHaveLength(4)
    expect(elements).toContainEqual({
      id,
      instanceGuid: draft,
      dataType: 'kart',
      filename: 'kart over øya (2).png',
      contentType: 'image/png',
      blobStoragePath: `ttd/prove-skjema/${draft}/data/${id}`,
      selfLinks: { platform: `${platform}/data/${id}` },
      size: 70,
      locked: false,
      refs: [],
      isRead: false,
      tags: [],
      fileScanResult: 'NotApplicable',
      created: '2026-07-01T07:15:00.1234567Z',
      createdBy: mainParty.organizationNumber,
      lastChanged: '2026-08-20T10:30:00.123456Z',
      lastChangedBy: mainParty.organizationNumber,
    })
  })

  it('is found by its guid alone, in any case, and whatever party stands before it', async () => {
    const whole = await get(`/${owner}/${draft}`)
    expect(await get(`/${draft.toUpperCase()}`)).toMatchObject({ status: 200, body: whole.body })
    expect(await get(`/1/${draft}`)).toMatchObject({ status: 200, body: whole.body })
  })

  it('is not marked as read by being looked at', async () => {
    await get(`/${owner}/${draft}`)
    expect(row(draft).instance.status.readStatus).toBe('Unread')
  })

  it('is 404 with a JSON string when there is none', async () => {
    for (const address of [`/${nowhere}`, `/${owner}/${nowhere}`]) {
      expect(await get(address)).toMatchObject({
        status: 404,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: `"Unable to find instance ${nowhere}"`,
      })
    }
  })

  it('is an empty 403 for whoever was not given the app by its owner', async () => {
    const refused: readonly As[] = [
      { systemUser: accountant.number },
      { systemUser: caretaker.number },
      { systemUser: null, org: vendor.number },
      { ...asOwner, org: organizations.otherServiceOwner.number },
    ]
    for (const as of refused) {
      expect(await get(`/${draft}`, as)).toMatchObject({ status: 403, body: '' })
    }
    expect(await get(`/${ofSeed('a2 3513211')}`)).toMatchObject({ status: 403, body: '' })
  })

  it('is there for an accountant whose client it is, and for the app’s owner', async () => {
    const client = accountantsClients[0]?.partyId
    const guid = ofSeed(`archived ${client}`)
    expect(await get(`/${guid}`, { systemUser: accountant.number })).toMatchObject({ status: 200 })
    expect(await get(`/${guid}`, asOwner)).toMatchObject({ status: 200 })
    const last = ofSeed(`archived ${accountantsClients[2]?.partyId}`)
    expect(await get(`/${last}`, { systemUser: accountant.number })).toMatchObject({ status: 200 })
    expect(await get(`/${last}`)).toMatchObject({ status: 403 })
  })

  it('is there for a person who was given nothing but it', async () => {
    const { division, leader } = kinds
    const { access } = sandbox().altinn3
    const given = access.grants[people.leader.number]?.find(
      ({ from }) => from === division.partyUuid,
    )
    if (given === undefined) throw new Error('not seeded')
    given.resources = []
    const { partyId, partyUuid } = leader
    const personId = people.leader.number
    const user = { userId: 20_001, userName: '', partyId, partyUuid, personId }
    expect(await get(`/${givenInstance}`, { user })).toMatchObject({ status: 200 })
    addManyInstances(storage(), division, 2)
    const listed = await get(`?instanceOwner.partyId=${division.partyId}`, { user })
    expect(read(listed)).toMatchObject({
      count: 1,
      instances: [{ id: `${division.partyId}/${givenInstance}` }],
    })
    given.instances = []
    expect(await get(`/${givenInstance}`, { user })).toMatchObject({ status: 403 })
  })

  it('has no process and its old reference when it was migrated', async () => {
    const instance = read(await get(`/${migrated}`))
    expect(instance).toMatchObject({
      appId: 'ttd/a2-5998-160101',
      status: { isArchived: true },
      dataValues: { A2ArchRef: '3513210', A2ArchRefTs: '01-03-2016 11:11:12' },
    })
    expect(instance).not.toHaveProperty('process')
  })

  it('is kept from tokens that are not Altinn’s', async () => {
    const token = await sandbox().maskinporten.mint({ org: vendor.number, scope: 'a:b' })
    for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
      expect(await http(sandbox().altinn3.url, `${base}/${draft}`, { headers })).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer' },
        body: '',
      })
    }
  })
})

describe('data', () => {
  it('is the bytes as they were stored, of unknown length, with the name twice', async () => {
    const answer = await get(data(draft, 'vedlegg'))
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/plain',
        'content-disposition':
          "attachment; filename=f_lgebrev.txt; filename*=UTF-8''f%C3%B8lgebrev.txt",
      },
      body: 'Takk for sist.\n',
    })
    expect(answer.headers).not.toHaveProperty('content-length')
    const { headers } = await get(data(draft, 'kart'))
    expect(headers['content-disposition']).toBe(
      `attachment; filename="kart over _ya (2).png"; filename*=UTF-8''kart%20over%20%C3%B8ya%20%282%29.png`,
    )
  })

  it('has the ids of an app’s rows in it, and no name when it is a form', async () => {
    const answer = await get(data(draft, 'model'))
    expect(answer.headers).not.toHaveProperty('content-disposition')
    expect(answer.headers['content-type']).toBe('application/xml')
    expect(answer.body).toMatch(/<tiltak altinnRowId="[\da-f-]{36}"><navn>Påler<\/navn>/)
    expect(answer.body).toContain('Dekke &amp; rekkverk')
  })

  it('is read from then on, and the instance is not; an owner leaves no trace', async () => {
    const path = data(draft, 'vedlegg')
    await get(path, asOwner)
    expect(elementOf(draft, 'vedlegg').isRead).toBe(false)
    await get(path)
    expect(elementOf(draft, 'vedlegg').isRead).toBe(true)
    expect(elementOf(draft, 'kart').isRead).toBe(false)
    expect(row(draft).instance.status.readStatus).toBe('Unread')
  })

  it.each([
    [undefined, 'nb', 'Sendt inn'],
    ['altinnPersistentContext=UL=1033', 'en', 'Submitted'],
    ['altinnPersistentContext=UL%3D1033', 'en', 'Submitted'],
    ['altinnPersistentContext=UL=2068', 'nn', 'Sendt inn'],
    ['altinnPersistentContext=UL=1', 'nb', 'Sendt inn'],
  ])(
    'of Altinn 2’s is rendered in the language of the cookie %s',
    async (cookie, language, words) => {
      const headers = cookie === undefined ? {} : { cookie }
      const answer = await call(base + data(migrated, 'ref-data-as-html'), { headers })
      expect(answer).toMatchObject({
        status: 200,
        headers: {
          'content-type': 'text/html',
          'content-disposition': `inline; filename=skjema-700100.html; filename*=UTF-8''skjema-700100.html`,
        },
      })
      expect(answer.body).toContain(`<html lang="${language}">`)
      expect(answer.body).toContain(words)
      expect(answer.body).toContain('AR3513210')
    },
  )

  it('of Altinn 2’s is a whole PDF when that is what it is called', async () => {
    const { headers, body } = await get(data(migrated, 'ref-data-as-pdf'))
    expect(headers['content-type']).toBe('application/pdf')
    expect(body.startsWith('%PDF-1.4\n') && body.endsWith('%%EOF\n')).toBe(true)
    expect(body).toContain('AR3513210')
  })

  it('is 404 when it or its instance is not there, and when it is deleted', async () => {
    const { id } = elementOf(draft, 'kart')
    expect(await get(`/${owner}/${draft}/data/${nowhere}`)).toMatchObject({
      status: 404,
      body: `"Unable to find any data element with id: ${nowhere}."`,
    })
    expect(await get(`/${owner}/${nowhere}/data/${id}`)).toMatchObject({
      status: 404,
      body: `"Unable to find any instance with id: ${owner}/${nowhere}."`,
    })
    expect(await get(`/0/${draft}/data/${id}`)).toMatchObject({ status: 400 })
    const deleteStatus = { isHardDeleted: true, hardDeleted: '2026-08-21T00:00:00Z' }
    row(draft).elements = row(draft).elements.map((one) => ({ ...one, deleteStatus }))
    const gone = await get(`/${owner}/${draft}/data/${id}`)
    expect(gone.status).toBe(404)
    expect(read(gone)).toMatchObject({ title: 'Not Found', status: 404 })
    expect(await get(`/${owner}/${draft}/data/${id}`, asOwner)).toMatchObject({ status: 200 })
  })

  it('is not given to whoever may not see the instance', async () => {
    const path = data(draft, 'vedlegg')
    expect(await get(path, { systemUser: accountant.number })).toMatchObject({
      status: 403,
      body: '',
    })
    expect(elementOf(draft, 'vedlegg').isRead).toBe(false)
  })

  it('is listed without links, in the order in which it was made', async () => {
    const answer = await get(`/${owner}/${archived}/dataelements`)
    const { dataElements } = read(answer) as { dataElements: DataElement[] }
    expect(dataElements.map(({ dataType }) => dataType)).toEqual([
      'model',
      'underskjema',
      'kart',
      'vedlegg',
      'ref-data-as-pdf',
      'signatur',
      'underskrivere',
    ])
    for (const element of dataElements) expect(element).not.toHaveProperty('selfLinks')
  })
})

describe('the read status', () => {
  const put = (query: string, guid = draft, as?: As): Promise<HttpAnswer> =>
    call(`${base}/${owner}/${guid}/readstatus${query}`, { method: 'PUT' }, as)

  it('is set by name or number, and leaves the time of the last change', async () => {
    const { lastChanged } = row(draft).instance
    for (const [query, status] of [
      ['?status=read', 'Read'],
      ['?status=UPDATEDSINCELASTREVIEW', 'UpdatedSinceLastReview'],
      ['?status=1', 'Read'],
    ]) {
      expect(read(await put(query ?? ''))).toMatchObject({
        id: `${owner}/${draft}`,
        status: { readStatus: status },
        lastChanged,
      })
    }
  })

  it('is refused when there is no such status', async () => {
    expect(await put('?status=seen')).toMatchObject({
      status: 400,
      body: '"Invalid read status: seen. Accepted types include: Unread, Read, UpdatedSinceLastReview"',
    })
    expect(await put('')).toMatchObject({ status: 400 })
  })

  it('is 403 for what is not there, as for what is not theirs', async () => {
    expect(await put('?status=read', nowhere)).toMatchObject({ status: 403, body: '' })
    const other: As = { systemUser: accountant.number }
    expect(await put('?status=read', draft, other)).toMatchObject({ status: 403, body: '' })
    expect(row(draft).instance.status.readStatus).toBe('Unread')
  })
})

describe('an application', () => {
  it('is shown to anybody, whole', async () => {
    const path = '/storage/api/v1/applications/ttd/prove-skjema'
    const answer = await http(sandbox().altinn3.url, path)
    expect(answer.status).toBe(200)
    expect(read(answer)).toMatchObject({
      id: 'ttd/prove-skjema',
      org: 'ttd',
      title: { nb: 'Prøveskjema', nn: 'Prøveskjema', en: 'Test form' },
      dataTypes: [
        {
          id: 'model',
          allowedContentTypes: ['application/xml'],
          appLogic: { autoCreate: true, classRef: 'Altinn.App.Models.Skjema.Skjema' },
          taskId: 'Task_1',
          maxCount: 1,
          minCount: 1,
        },
        { id: 'underskjema', appLogic: { autoCreate: false } },
        { id: 'kart', allowedContentTypes: ['application/pdf', 'image/png'], maxSize: 25 },
        { id: 'vedlegg' },
        { id: 'signatur', allowedContributors: ['app:owned'] },
        { id: 'ref-data-as-pdf' },
        { id: 'underskrivere', allowedContributers: ['App:Owned'] },
      ],
    })
    const hidden = await http(
      sandbox().altinn3.url,
      '/storage/api/v1/applications/ttd/prove-skjult',
    )
    expect(read(hidden)).toMatchObject({ messageBoxConfig: { hideSettings: { hideAlways: true } } })
  })

  it('is 404 with a JSON string when there is none', async () => {
    const path = '/storage/api/v1/applications/ttd/ingen'
    expect(await http(sandbox().altinn3.url, path)).toMatchObject({
      status: 404,
      body: '"Could not find an application with appId=ttd/ingen"',
    })
  })
})

describe('texts of an app', () => {
  const texts = (path: string, as?: As): Promise<HttpAnswer> =>
    call(`/storage/api/v1/applications/${path}`, {}, as)

  it('are given to whoever has a token, in one language', async () => {
    const answer = await texts('ttd/prove-skjema/texts/en', { systemUser: accountant.number })
    expect(answer.status).toBe(200)
    expect(read(answer)).toEqual({
      id: 'ttd-prove-skjema-en',
      org: 'ttd',
      language: 'en',
      resources: [
        { id: 'appName', value: 'Test form' },
        { id: 'signering.erklaring', value: 'I confirm that the information is correct.' },
      ],
    })
    const path = '/storage/api/v1/applications/ttd/prove-skjema/texts/en'
    expect((await http(sandbox().altinn3.url, path)).status).toBe(401)
  })

  it('are 404 with a problem where there are none, and 400 in a language of another length', async () => {
    expect(read(await texts('ttd/prove-skjema/texts/nn'))).toMatchObject({ status: 404 })
    expect((await texts('ttd/ingen/texts/nb')).status).toBe(404)
    expect(await texts('ttd/prove-skjema/texts/nob')).toMatchObject({
      status: 400,
      body: '"The language must be a two letter ISO language name."',
    })
  })
})

describe('what the original does not have', () => {
  it.each([
    ['GET', `${base}/${owner}/${draft}/nothing`],
    ['GET', `${base}/${draft}/dataelements`],
    ['DELETE', `${base}/${owner}/${draft}?soft=true`],
    ['DELETE', `${base}/${owner}/${draft}/data`],
    ['GET', `${base}/${draft}?language=nb`],
    ['GET', `${base}/not-a-guid`],
  ])('is a 500 that says so: %s %s', async (method, path) => {
    const answer = await call(path, { method })
    expect(answer.status).toBe(500)
    expect(answer.body).toMatch(/^unlike the real one: /)
  })

  it('includes any cookie but that of the language', async () => {
    const answer = await call(`${base}/${draft}`, { headers: { cookie: '.ASPXAUTH=a' } })
    expect(answer).toMatchObject({ status: 500, body: 'unlike the real one: cookie .ASPXAUTH' })
  })
})

describe('faults', () => {
  it('come on the calls that they are set for, as often as they are set', async () => {
    storage().faults.push(
      { kind: 'busy', on: /^GET .*\/data\//, times: 1, retryAfter: 7 },
      { kind: 'error', on: /dataelements$/ },
    )
    expect(await get(`/${draft}`)).toMatchObject({ status: 200 })
    expect(await get(data(draft, 'kart'))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7' },
    })
    expect(await get(data(draft, 'kart'))).toMatchObject({ status: 200 })
    const list = `/${owner}/${draft}/dataelements`
    expect([(await get(list)).status, (await get(list)).status]).toEqual([500, 500])
  })

  it('include silence', async () => {
    storage().faults.push({ kind: 'hang' })
    const { url, asked } = sandbox().altinn3
    const before = asked.length
    const ended = new AbortController()
    const silence = fetch(`${url}${base}/${draft}`, { signal: ended.signal })
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(before))
    ended.abort()
    await expect(silence).rejects.toThrow('aborted')
  })

  it('include a change by somebody else', async () => {
    changeInstance(storage(), draft, { lastChanged: '2026-09-01T00:00:00Z' })
    expect(read(await get(`/${draft}`))).toMatchObject({ lastChanged: '2026-09-01T00:00:00Z' })
    expect(() => changeInstance(storage(), nowhere, {})).toThrow(nowhere)
  })
})
