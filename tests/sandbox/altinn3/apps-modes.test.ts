import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { receive, TooManyBytes } from '../../../sandbox/altinn3/storage/contents/big-file.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { read, startBench, type As } from './storage-shared.ts'

const { sandbox, storage, call, row } = startBench()
const owner = mainParty.partyId
const listed = `/storage/api/v1/instances?instanceOwner.partyId=${owner}&appId=ttd/prove-skann`
const asOwner: As = {
  org: organizations.serviceOwner.number,
  systemUser: null,
  scope: 'altinn:serviceowner/instances.read',
}

const create = (app = 'ttd/prove-skann', more: object = {}): Promise<HttpAnswer> =>
  call(`/${app}/instances`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instanceOwner: { partyId: String(owner) }, ...more }),
  })

async function make(app?: string) {
  const { id } = read(await create(app)) as { id: string }
  const path = `/${app ?? 'ttd/prove-skann'}/instances/${id}`
  return { path, guid: id.split('/')[1] ?? '', inStorage: `/storage/api/v1/instances/${id}` }
}

const upload = (path: string, type: string, body: string, name = 'a.txt'): Promise<HttpAnswer> =>
  call(`${path}/data?dataType=${type}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'text/plain',
      'content-disposition': `attachment; filename=${name}`,
    },
  })

const countIn = async (path: string): Promise<number> =>
  (read(await call(path)) as { count: number }).count

describe('what is there and not seen yet', () => {
  it('is an instance for some looks at lists and at itself', async () => {
    storage().modes.lateInstances = { looks: 2 }
    const { inStorage } = await make()
    expect(await countIn(listed)).toBe(0)
    expect((await call(inStorage)).status).toBe(404)
    expect(await countIn(listed)).toBe(1)
    expect((await call(inStorage)).status).toBe(200)
  })

  it('is a data element for a time', async () => {
    const { path, inStorage } = await make()
    let now = Date.now()
    Object.assign(storage().modes, { now: () => now, lateElements: { milliseconds: 500 } })
    await upload(path, 'vedlegg', 'x')
    expect(read(await call(inStorage))).toMatchObject({ data: [{ dataType: 'model' }] })
    now += 500
    expect(read(await call(inStorage))).toMatchObject({ data: [{}, { dataType: 'vedlegg' }] })
  })
})

describe('a file scan', () => {
  // DefaultDataElementValidator.cs, FileScanController.cs
  it('takes some looks, which validation shows as errors of one type and not of the other', async () => {
    const { path } = await make()
    storage().modes.scanLooks = 2
    await upload(path, 'vedlegg', 'x')
    await upload(path, 'bilag', 'x')
    const pending = await call(`${path}/validate`)
    expect(read(pending)).toMatchObject([
      { severity: 1, code: 'DataElementFileScanPending', field: 'vedlegg' },
    ])
    expect(read(await call(`${path}/filescanresult`))).toMatchObject({ fileScanResult: 'Pending' })
    expect(read(await call(`${path}/filescanresult`))).toMatchObject({
      fileScanResult: 'Clean',
      data: [{ fileScanResult: 'Clean' }, { fileScanResult: 'Clean' }],
    })
    expect(read(await call(`${path}/validate`))).toEqual([])
  })

  it('finds the test text, and names that a test gives', async () => {
    const { path } = await make()
    Object.assign(storage().modes, { scanLooks: 0, infectedNames: /^virus/ })
    await upload(path, 'vedlegg', 'X5O!P%@AP EICAR-STANDARD-ANTIVIRUS' + '-TEST-FILE!')
    await upload(path, 'bilag', 'x', 'virus.txt')
    expect(read(await call(`${path}/filescanresult`))).toMatchObject({
      fileScanResult: 'Infected',
      data: [{ fileScanResult: 'Infected' }, { fileScanResult: 'Infected' }],
    })
    expect(read(await call(`${path}/validate`))).toMatchObject([
      { code: 'DataElementFileInfected' },
      { code: 'DataElementFileInfected' },
    ])
  })
})

describe('a fault', () => {
  it('befalls a call before its effect or after it', async () => {
    const on = /^POST .*\/instances$/
    const kinds = ['error', 'busy', 'unavailable', 'garbage'] as const
    const statuses: number[] = []
    for (const kind of kinds) {
      storage().faults.push({ kind, on, times: 1 }, { kind, on, times: 1, after: true })
      statuses.push((await create()).status)
      expect(storage().writes).toHaveLength(0)
      statuses.push((await create()).status)
      expect(
        storage()
          .writes.splice(0)
          .map(({ kind: what }) => what),
      ).toEqual(['instance created', 'element created'])
    }
    expect(statuses).toEqual([500, 500, 429, 429, 503, 503, 200, 200])
  })

  it('is a connection that ends without an answer', async () => {
    storage().faults.push({ kind: 'drop', times: 1, after: true })
    await expect(create()).rejects.toThrow()
    expect(storage().writes).toHaveLength(2)
  })
})

describe('the rules of a data type', () => {
  // DataElementAccessChecker.cs
  it.each([
    ['bare-etaten', 400, 'it is disallowed by app logic'],
    ['hemmelig', 403, 'Unauthorized'],
    ['svar', 403, 'User is not a valid contributor to the data type'],
    ['ref-data-as-pdf', 403, 'cannot be modified'],
    ['senere', 409, 'Conflict with Current Task'],
    ['ukjent', 400, 'Could not find the specified data type'],
  ])('refuse %s with a %d', async (type, status, message) => {
    storage().modes.enforcesTaskId.add('ttd/prove-regler')
    const { path } = await make('ttd/prove-regler')
    const answer = await upload(path, type, 'x')
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(message)
  })

  it('let no more in than there may be', async () => {
    const { path } = await make()
    for (let count = 0; count < 5; count++) {
      expect((await upload(path, 'bilag', 'x')).status).toBe(201)
    }
    expect(read(await upload(path, 'bilag', 'x'))).toMatchObject({
      ...{ status: 409, title: 'Max Count Exceeded' },
    })
  })

  it('refuse a file that the app’s own analysis does not like, and an instance that it does not', async () => {
    const { path } = await make()
    storage().modes.refusedNames = /exe/
    expect(await upload(path, 'bilag', 'x', 'exe.txt')).toMatchObject({ status: 400 })
    storage().modes.instantiationRefused = { message: 'Ikke nå' }
    const answer = await create()
    expect(answer.status).toBe(403)
    expect(read(answer)).toMatchObject({ valid: false, message: 'Ikke nå' })
  })
})

describe('a schema', () => {
  const ask = (path: string): Promise<HttpAnswer> => http(sandbox().altinn3.url, path)
  const base = '/ttd/prove-enkel/api'

  // ResourceController.cs, AppResourcesSI.cs
  it('is an XSD, a JSON schema, or none, for anybody', async () => {
    const { schemas } = storage().modes
    const xsd = await ask(`${base}/xsdschema/model`)
    expect(xsd.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(xsd.body).toContain('<xs:element name="Skjema"')
    expect((await ask(`${base}/jsonschema/model`)).status).toBe(500)
    schemas.set('ttd/prove-enkel model', 'json')
    expect((await ask(`${base}/xsdschema/model`)).status).toBe(404)
    expect((await ask(`${base}/jsonschema/model`)).body).toContain('SkjemaType')
    schemas.set('ttd/prove-enkel model', 'neither')
    expect((await ask(`${base}/xsdschema/model`)).status).toBe(404)
    expect((await ask(`${base}/jsonschema/model`)).status).toBe(500)
  })
})

describe('a process', () => {
  // ProcessController.GetProcessState of both versions
  it('has its task, what may be done in it, and from version 9 on the state of the engine', async () => {
    const old = await make('ttd/prove-enkel')
    const state = read(await call(`${old.path}/process`))
    expect(state).toMatchObject({
      ended: null,
      currentTask: { elementId: 'Task_1', actions: { read: true, write: true }, write: true },
      processTasks: [{ elementId: 'Task_1', altinnTaskType: 'data', elementType: 'Task' }],
    })
    expect(state).not.toHaveProperty('workflow')
    const { path } = await make('ttd/prove-ny')
    expect(read(await call(`${path}/process`))).toMatchObject({ workflow: { status: 'idle' } })
  })
})

describe('what Storage deletes', () => {
  it('is shown to its owner alone when it is gone for good', async () => {
    const { inStorage, guid } = await make()
    expect((await call(`${inStorage}?hard=maybe`, { method: 'DELETE' })).status).toBe(400)
    expect((await call(inStorage, { method: 'DELETE' })).status).toBe(200)
    expect(await countIn(`${listed}&status.isSoftDeleted=true`)).toBe(1)
    await call(`${inStorage}?hard=true`, { method: 'DELETE' })
    expect(await countIn(listed)).toBe(0)
    expect(row(guid).instance.status.isHardDeleted).toBe(true)
    const ofApp = '/storage/api/v1/instances?appId=ttd/prove-skann'
    expect(read(await call(ofApp, {}, asOwner))).toMatchObject({ count: 1 })
  })
})

describe('a file of many bytes', () => {
  const piece = Buffer.alloc(1024 * 1024, 'x')
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* pieces(count: number): AsyncGenerator<Buffer> {
    for (let place = 0; place < count; place++) yield piece
  }

  it('is on disk, whole, and never in memory', async () => {
    const received = await receive(pieces(9), 9 * piece.length)
    if (!('file' in received)) throw new Error('in memory')
    const { file } = received
    const hash = createHash('sha256')
    for await (const part of file.read()) hash.update(part as Buffer)
    expect(file.size).toBe(9 * piece.length)
    expect(hash.digest('hex')).toBe(file.sha256)
  })

  it('is refused past its limit', async () => {
    await expect(receive(pieces(3), 2 * piece.length)).rejects.toThrow(TooManyBytes)
  })

  it('comes back from the app and from Storage', async () => {
    const { path, guid, inStorage } = await make('ttd/prove-enkel')
    const body = Buffer.alloc(5 * piece.length, 'y')
    const headers = {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=stor.bin',
    }
    await call(`${path}/data?dataType=vedlegg`, { method: 'POST', body, headers })
    const { id = '', size } = row(guid).elements.at(-1) ?? {}
    expect(size).toBe(body.length)
    for (const from of [path, inStorage]) {
      expect((await call(`${from}/data/${id}`)).body).toHaveLength(body.length)
    }
  })
})
