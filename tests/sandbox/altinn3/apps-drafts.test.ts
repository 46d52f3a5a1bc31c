import { describe, expect, it } from 'vitest'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { read, startBench, type As } from './storage-shared.ts'

const { sandbox, storage, call, row } = startBench()
const owner = mainParty.partyId
const instances = '/ttd/prove-skjema/instances'
const form = '<Skjema><tittel>Naust</tittel><antall>7</antall><ukjent>x</ukjent></Skjema>'
const instance = { instanceOwner: { partyId: String(owner) }, dataValues: { merke: 'abc' } }

interface Part {
  readonly name?: string
  readonly type?: string
  readonly content: string
  readonly more?: string
}

const ofInstance = (more: object = {}): Part => ({
  name: 'instance',
  type: 'application/json',
  content: JSON.stringify({ ...instance, ...more }),
})
const main: Part = { name: 'model', type: 'application/xml', content: form }

function post(path: string, parts: readonly Part[], as?: As): Promise<HttpAnswer> {
  const written = parts.map(({ name, type, content, more = '' }) => {
    const disposition =
      name === undefined ? '' : `Content-Disposition: form-data; name="${name}"${more}\r\n`
    const kind = type === undefined ? '' : `Content-Type: ${type}\r\n`
    return `--grense\r\n${disposition}${kind}\r\n${content}\r\n`
  })
  const headers = { 'content-type': 'multipart/form-data; boundary=grense' }
  return call(path, { method: 'POST', headers, body: `${written.join('')}--grense--\r\n` }, as)
}

interface Made {
  readonly id: string
  readonly data: readonly { readonly id: string; readonly dataType: string }[]
}

async function make(app = 'ttd/prove-skjema', parts: readonly Part[] = [ofInstance(), main]) {
  const answer = await post(`/${app}/instances`, parts)
  expect(answer.status).toBe(201)
  const made = read(answer) as Made
  const guid = made.id.split('/')[1] ?? ''
  return { made, guid, path: `/${app}/instances/${made.id}`, element: made.data[0]?.id ?? '' }
}

const kinds = (): readonly string[] => storage().writes.map(({ kind }) => kind)
const upload = (
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
): Promise<HttpAnswer> => call(path, { method, body, headers })
const named = (name: string): string => `attachment; filename="${name}"`

describe('a new instance of an app', () => {
  // InstancesController.cs, Storage's CreateInstanceFromTemplate
  it('keeps what the template says, and is in Storage with its form in the class’s own words', async () => {
    const { made, guid } = await make()
    const { instance: stored, elements } = row(guid)
    expect(made).toMatchObject({
      instanceOwner: { partyId: String(owner), organisationNumber: mainParty.organizationNumber },
      dataValues: { merke: 'abc' },
      presentationTexts: { tittel: 'Naust' },
      process: { currentTask: { elementId: 'Task_1' } },
      data: [{ dataType: 'model', contentType: 'application/xml', contentHash: null }],
    })
    expect(stored.status.readStatus).toBe('Read')
    expect(stored.createdBy).toBe(mainParty.organizationNumber)
    const xml = String(storage().contents.get(elements[0]?.id ?? ''))
    expect(xml).toMatch(
      /^<\?xml .*<Skjema xmlns:xsi=.*<tittel>Naust<\/tittel><antall>7<\/antall><\/Skjema>$/,
    )
    expect(kinds()).toEqual(['instance created', 'element created'])
    const query = `?instanceOwner.partyId=${owner}&appId=ttd/prove-skjema&created=gte:2026-11-01`
    const list = await call(`/storage/api/v1/instances${query}&status.isArchived=false`)
    expect(read(list)).toMatchObject({ instances: [{ id: made.id, data: [{}] }] })
  })

  it('says where it is', async () => {
    const answer = await post(instances, [ofInstance()])
    const { id } = read(answer) as Made
    const { host } = new URL(sandbox().altinn3.url)
    expect(answer.headers.location).toBe(`https://${host}${instances}/${id}`)
  })

  // ProcessTaskInitializer.cs, PrefillSI.cs
  it('has a form of its own where none was posted, prefilled', async () => {
    storage().modes.prefill.set('ttd/prove-skjema model', { values: { tittel: 'Fra registeret' } })
    const { element } = await make('ttd/prove-skjema', [ofInstance()])
    expect(String(storage().contents.get(element))).toContain('<tittel>Fra registeret</tittel>')
    const posted = await make()
    expect(String(storage().contents.get(posted.element))).toContain('<tittel>Naust</tittel>')
  })

  it('is made from a number, a query alone, and JSON without parts', async () => {
    const number = { instanceOwner: { organisationNumber: mainParty.organizationNumber } }
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const answers = [
      await call(instances, { ...json, body: JSON.stringify(number) }),
      await call(`${instances}?instanceOwnerPartyId=${owner}`, { method: 'POST' }),
      await post(`${instances}?instanceOwnerPartyId=${owner}`, [main]),
      await call(`${instances}/create`, {
        ...json,
        body: JSON.stringify({ ...number, prefill: { tittel: 'Gitt' } }),
      }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  })

  it.each([
    [[], '', 'Cannot create an instance without an instanceOwner.partyId.'],
    [
      [ofInstance()],
      `?instanceOwnerPartyId=${owner}`,
      'You cannot provide an instanceOwnerPartyId',
    ],
    [
      [ofInstance({ instanceOwner: {} })],
      '',
      'Error: instanceOwnerPartyId query parameter is empty',
    ],
    [[ofInstance(), { ...main, type: 'text/xml' }], '', `Content-Type 'text/xml' which is invalid`],
    [[ofInstance(), { ...main, content: '' }], '', 'model has no data. Cannot process empty part.'],
    [[ofInstance(), { ...main, name: 'annet' }], '', `'annet' does not correspond to an element`],
    [[ofInstance(), main, main], '', `more elements of type 'model' than the element type allows`],
    [
      [ofInstance(), { ...main, name: 'kart', type: 'application/octet-stream' }],
      '',
      'invalid for',
    ],
  ])('is a 400 for %j%s', async (parts, query, message) => {
    const answer = await post(instances + query, parts)
    expect(answer).toMatchObject({ status: 400 })
    expect(read(answer)).toContain(message)
    expect(kinds()).toEqual([])
  })

  // MultipartRequestReader.cs
  it('is a problem when a part says too little of itself', async () => {
    const answer = await post(instances, [
      ofInstance(),
      { content: 'x' },
      { name: 'model', content: '' },
    ])
    expect(answer.status).toBe(400)
    expect(read(answer)).toEqual({
      title: 'Error reading request',
      status: 400,
      detail:
        "Part number 2 doesn't have a content disposition, Part number 3 doesn't have a content type",
    })
  })

  it('is deleted for good by the app when a part fails, or stays when that fails too', async () => {
    const broken = [ofInstance(), { ...main, content: '<Annet/>' }]
    const answer = await post(instances, broken)
    expect(answer.status).toBe(400)
    expect(read(answer)).toMatchObject({
      title: 'Failed to deserialize XML',
      detail: "There is an error in XML document (1, 2). <Annet xmlns=''> was not expected.",
    })
    expect(kinds()).toEqual(['instance created', 'instance deleted'])
    storage().modes.cleanUpFails = true
    await post(instances, broken)
    expect(kinds()).toEqual(['instance created', 'instance deleted', 'instance created'])
  })

  // InstanceDataUnitOfWork.ValidateBinaryData
  it('is a 500 for a file whose content type has a parameter', async () => {
    const file = { name: 'vedlegg', type: 'application/octet-stream; a=b', content: 'x' }
    expect((await post(instances, [ofInstance(), file])).status).toBe(500)
  })
})

describe('who may not make an instance', () => {
  it('has no right to, is of no kind that may, or is not there', async () => {
    sandbox().altinn3.access.policies['app_ttd_prove-skjema'] = {
      ...{ actions: ['read', 'write'], roles: [], packages: [], organizations: [] },
    }
    expect((await post(instances, [ofInstance()])).status).toBe(403)
    const person = await post('/ttd/prove-person/instances', [ofInstance()])
    expect(person.status).toBe(403)
    expect(read(person)).toBe(
      `Party ${owner} is not allowed to instantiate this application ttd/prove-person`,
    )
    const nobody = { instanceOwner: { partyId: '1' } }
    expect(await post('/ttd/prove-enkel/instances', [ofInstance(nobody)])).toMatchObject({
      status: 404,
      body: '"Cannot lookup party: Unknown party"',
    })
  })

  it('is a user where only the app’s owner makes them, in production', async () => {
    const closed = '/ttd/prove-stengt/instances'
    const answer = await post(closed, [ofInstance()])
    expect(answer).toMatchObject({ status: 403 })
    expect(read(answer)).toBe(
      'User instantiation is disabled for this application ttd/prove-stengt',
    )
    storage().modes.isProduction = false
    expect((await post(closed, [ofInstance()])).status).toBe(201)
  })

  // ScopeAuthorizationMiddleware.cs
  it('has not the app’s own scope', async () => {
    const path = '/ttd/prove-scope/instances'
    const refused = await post(path, [ofInstance()])
    expect(refused.status).toBe(403)
    expect(read(refused)).toEqual({
      ...{ title: 'Forbidden', status: 403, detail: 'Insufficient scope', instance: path },
    })
    const answer = await post(path, [ofInstance()], { scope: 'ttd:prove-scope.write' })
    expect(answer.status).toBe(201)
  })

  it('is a system user of an app that knows none', async () => {
    expect((await post('/ttd/prove-eldre/instances', [ofInstance()])).status).toBe(403)
    const metadata = '/ttd/prove-eldre/api/v1/applicationmetadata'
    const answer = await http(sandbox().altinn3.url, metadata)
    expect(read(answer)).toMatchObject({ altinnNugetVersion: '8.5.4.158' })
  })
})

describe('an app of version 9', () => {
  // WorkflowInitializationProblem.cs
  it('says what became of an instance that its engine did not start', async () => {
    const path = '/ttd/prove-ny/instances'
    storage().modes.workflow = 'failed'
    const failed = await post(path, [ofInstance(), main])
    expect(failed.status).toBe(500)
    expect(read(failed)).toMatchObject({
      initializationState: 'workflowFailed',
      recommendedAction: 'resumeCurrentTask',
      instanceOwnerPartyId: owner,
    })
    storage().modes.workflow = 'notAccepted'
    expect(read(await post(path, [ofInstance(), main]))).toMatchObject({ instanceDeleted: true })
  })
})

describe('a data element', () => {
  // DataController.Create and Post: one is created, the other is all right.
  it('is added over either route', async () => {
    const { path, guid } = await make()
    const headers = {
      'content-type': 'application/pdf',
      'content-disposition': named('a.pdf'),
    }
    const old = await upload(`${path}/data?dataType=kart`, '%PDF', headers)
    expect(old).toMatchObject({ status: 201 })
    const { id } = read(old) as { id: string }
    expect(old.headers.location).toMatch(new RegExp(`${path}/data/${id}$`))
    const recent = await upload(`${path}/data/kart`, '%PDF', headers)
    expect(recent.status).toBe(200)
    expect(read(recent)).toMatchObject({ validationIssues: [], newDataModels: [], instance: {} })
    expect(row(guid).elements.map(({ filename, size }) => [filename, size])).toEqual([
      [undefined, expect.any(Number)],
      ['a.pdf', 4],
      ['a.pdf', 4],
    ])
  })

  // DataElementHelper.GetStream and DataController.Create of Storage, HttpUtility.UrlDecode in both
  it('loses a plus of its name, and what looks like a code', async () => {
    const { path, guid } = await make()
    const headers = {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="x.pdf"; filename*=UTF-8''a%2Bb%2525%C3%A6.pdf`,
    }
    await upload(`${path}/data/kart`, '%PDF', headers)
    expect(row(guid).elements.at(-1)?.filename).toBe('a b%æ.pdf')
  })

  it.each([
    [{}, 'must include a Content-Disposition header'],
    [{ 'content-disposition': 'attachment' }, 'must contain a valid filename'],
    [{ 'content-disposition': named('kart') }, 'Invalid format for filename: kart.'],
    [{ 'content-disposition': named('a.pdf') }, 'Content-Type header must be included'],
    [
      { 'content-disposition': named('a.pdf'), 'content-type': 'image/png' },
      'Content type header image/png does not match mime type application/pdf',
    ],
    [
      { 'content-disposition': named('a.txt'), 'content-type': 'text/plain' },
      'Invalid content type: text/plain.',
    ],
  ])('is refused with %j', async (headers, message) => {
    const { path } = await make()
    const old = await upload(`${path}/data?dataType=kart`, 'x', headers)
    expect(old).toMatchObject({
      status: 400,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    })
    expect(old.body).toContain(`Invalid data provided. Error: `)
    expect(old.body).toContain(message)
    const recent = await upload(`${path}/data/kart`, 'x', headers)
    expect(recent.status).toBe(400)
    expect(read(recent)).toMatchObject({
      title: 'File validation failed',
      uploadValidationIssues: [{ severity: 1, source: 'DataRestrictionValidation' }],
    })
    expect(kinds()).toHaveLength(2)
  })

  it('is refused empty, and fails without a length', async () => {
    const { path } = await make()
    const headers = { 'content-type': 'application/pdf', 'content-disposition': named('a.pdf') }
    const empty = await upload(`${path}/data/kart`, '', { ...headers, 'content-length': '0' })
    expect(read(empty)).toMatchObject({ title: 'Invalid data', status: 400 })
    // HttpContextExtensions.ReadBodyAsByteArrayAsync throws
    const chunked = { ...headers, 'transfer-encoding': 'chunked' }
    expect((await upload(`${path}/data/kart`, '%PDF', chunked)).status).toBe(500)
  })

  it('is a prefilled form when a form is asked for without a body', async () => {
    const { path, guid } = await make()
    storage().modes.prefill.set('ttd/prove-skjema underskjema', { values: { merknad: 'Gitt' } })
    expect((await call(`${path}/data?dataType=underskjema`, { method: 'POST' })).status).toBe(201)
    const { id = '' } = row(guid).elements.at(-1) ?? {}
    expect(String(storage().contents.get(id))).toContain('<merknad>Gitt</merknad>')
  })
})

describe('a form that is put', () => {
  const xml = { 'content-type': 'application/xml' }
  const two = '<Skjema><tittel>To</tittel><tiltak><navn>a</navn></tiltak></Skjema>'

  it('is a 201 with the element as it was before, or says what the app calculated', async () => {
    const { path, element, guid } = await make()
    const before = row(guid).elements[0]?.size
    const put = await upload(`${path}/data/${element}`, two, xml, 'PUT')
    expect(put).toMatchObject({ status: 201 })
    expect(read(put)).toMatchObject({ id: element, size: before })
    expect(row(guid).elements[0]?.size).not.toBe(before)
    storage().modes.forms = 'calculated'
    const calculated = await upload(`${path}/data/${element}`, two, xml, 'PUT')
    expect(calculated.status).toBe(200)
    expect(read(calculated)).toMatchObject({ changedFields: { antall: 1 } })
    storage().modes.forms = 'as sent'
    await upload(`${path}/data/${element}`, two, xml, 'PUT')
    expect(String(storage().contents.get(element))).toBe(two)
  })

  it.each([
    ['', 400, 'Failed to deserialize XML'],
    ['<Skjema>', 400, 'Failed to deserialize XML'],
    ['<Skjema><antall>mange</antall></Skjema>', 400, 'Failed to deserialize XML'],
    ['<Skjema xmlns="urn:x"/>', 400, 'Failed to deserialize XML'],
  ])('is refused: %s', async (body, status, title) => {
    const { path, element } = await make()
    const answer = await upload(`${path}/data/${element}`, body, xml, 'PUT')
    expect(answer.status).toBe(status)
    expect(read(answer)).toMatchObject({ title })
  })

  it('is a conflict while its element is locked, and when the instance is no longer active', async () => {
    const { path, element, guid } = await make()
    row(guid).elements = row(guid).elements.map((one) => ({ ...one, locked: true }))
    expect((await upload(`${path}/data/${element}`, two, xml, 'PUT')).status).toBe(409)
    await call(path, { method: 'DELETE' })
    const answer = await upload(`${path}/data/${element}`, two, xml, 'PUT')
    expect(read(answer)).toMatchObject({ status: 409, title: 'Instance Not Active' })
  })
})

describe('a file that is put', () => {
  const pdf = { 'content-type': 'application/pdf' }

  // DataController.PutBinaryData reads the header once more, with another class
  it('takes the plain one of two names', async () => {
    const { path, guid } = await make()
    const disposition = `attachment; filename="b.pdf"; filename*=UTF-8''%C3%A6.pdf`
    const headers = { ...pdf, 'content-disposition': disposition }
    await upload(`${path}/data/kart`, '%PDF', headers)
    const { id = '', filename } = row(guid).elements.at(-1) ?? {}
    expect(filename).toBe('æ.pdf')
    const answer = await upload(`${path}/data/${id}`, '%PDF-2', headers, 'PUT')
    expect(answer.status).toBe(201)
    expect(read(answer)).toMatchObject({ id, filename: 'b.pdf', size: 6 })
  })

  it('loses its content when nothing is put', async () => {
    const { path, guid } = await make()
    const headers = { ...pdf, 'content-disposition': named('a.pdf') }
    await upload(`${path}/data/kart`, '%PDF', headers)
    const { id = '' } = row(guid).elements.at(-1) ?? {}
    const empty = { ...headers, 'content-length': '0' }
    expect((await upload(`${path}/data/${id}`, '', empty, 'PUT')).status).toBe(422)
    expect(storage().contents.get(id)).toHaveLength(0)
  })

  // ValidateBinaryData throws where DataRestrictionValidation has let everything in
  it('may be of any type that its list opens, and is a 500 when it is new', async () => {
    const { path, guid } = await make()
    const octets = {
      'content-type': 'application/octet-stream',
      'content-disposition': named('a.pdf'),
    }
    await upload(`${path}/data/vedlegg`, 'x', octets)
    const { id = '' } = row(guid).elements.at(-1) ?? {}
    const headers = { ...pdf, 'content-disposition': named('a.pdf') }
    expect((await upload(`${path}/data/vedlegg`, 'x', headers)).status).toBe(500)
    expect((await upload(`${path}/data/${id}`, 'x', headers, 'PUT')).status).toBe(201)
  })
})

describe('what is deleted', () => {
  it('is an element, but not the only form of its kind', async () => {
    const { path, element, guid } = await make()
    const sole = await call(`${path}/data/${element}`, { method: 'DELETE' })
    expect(sole.status).toBe(400)
    expect(read(sole)).toMatchObject({ title: 'Cannot Delete main data element' })
    await call(`${path}/data?dataType=underskjema`, { method: 'POST' })
    const { id = '' } = row(guid).elements.at(-1) ?? {}
    expect((await call(`${path}/data/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await call(`${path}/data/${id}`, { method: 'DELETE' })).status).toBe(404)
  })

  it('is an instance, into the bin or for good', async () => {
    const { path, guid } = await make()
    const soft = await call(path, { method: 'DELETE' })
    expect(soft.status).toBe(200)
    expect(row(guid).instance.status).toMatchObject({ isSoftDeleted: true, isHardDeleted: false })
    expect((await call(`${path}?hard=true`, { method: 'DELETE' })).status).toBe(200)
    expect(row(guid).instance.status).toMatchObject({ isSoftDeleted: true, isHardDeleted: true })
  })
})
