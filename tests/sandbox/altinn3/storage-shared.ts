import { afterAll, beforeAll, beforeEach } from 'vitest'
import { seedAccess } from '../../../sandbox/altinn3/access-management/seed.ts'
import { seedStorage } from '../../../sandbox/altinn3/storage/seed/seed.ts'
import type { DataElement } from '../../../sandbox/altinn3/storage/model.ts'
import type { Row, StorageState } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import type { AltinnUser } from '../../../sandbox/altinn3/authentication/claims.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'

const { customer, vendor } = organizations

export interface As {
  /** Of whom a system user of the vendor's asks; null when the vendor asks for itself. */
  readonly systemUser?: string | null
  readonly org?: string
  readonly scope?: string
  /** A person, instead of any of them. */
  readonly user?: AltinnUser
}

export interface Bench {
  readonly sandbox: () => Sandbox
  readonly storage: () => StorageState
  /** An instance by its guid. */
  readonly row: (guid: string) => Row
  readonly elementOf: (guid: string, type: string) => DataElement
  readonly call: (path: string, sent?: Sent, as?: As) => Promise<HttpAnswer>
}

/** The stand-in over a socket, as it is seeded before every test. */
export function startBench(): Bench {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox(
      { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
      'https://tt02.altinn.no',
    )
  })
  beforeEach(() => {
    Object.assign(sandbox.altinn3.storage, seedStorage())
    Object.assign(sandbox.altinn3.access, seedAccess())
  })
  afterAll(() => sandbox.close())
  const row = (guid: string): Row => {
    const found = sandbox.altinn3.storage.rows.get(guid)
    if (found === undefined) throw new Error(`no ${guid}`)
    return found
  }
  return {
    row,
    elementOf: (guid, type) => {
      const found = row(guid).elements.find(({ dataType }) => dataType === type)
      if (found === undefined) throw new Error(`no ${type} in ${guid}`)
      return found
    },
    sandbox: () => sandbox,
    storage: () => sandbox.altinn3.storage,
    call: (path, sent = {}, as = {}) => {
      const {
        systemUser = customer.number,
        org = vendor.number,
        scope = 'altinn:instances.read',
      } = as
      const ofOrg = { org, ...(systemUser === null ? {} : { systemUser }) }
      const who = as.user === undefined ? ofOrg : { user: as.user }
      const token = sandbox.altinn3.mintAltinnToken({ scope, ...who })
      const headers = { authorization: `Bearer ${token}`, ...sent.headers }
      return http(sandbox.altinn3.url, path, { ...sent, headers })
    },
  }
}

export function read({ body }: HttpAnswer): unknown {
  return JSON.parse(body)
}
