import { Readable } from 'node:stream'
import { Query } from '../../../src/altinn2/query.ts'
import { createRoleDefinitions } from '../../../src/altinn2/role-definitions.ts'
import type { Body } from '../../../src/http/server/body.ts'
import { PartStore } from '../../../src/http/server/part-store.ts'
import { createSpool } from '../../../src/http/server/spool.ts'
import { takeApart, toPart } from '../../../src/http/server/take-apart.ts'
import type { TranslationRequest, TranslationSettings } from '../../../src/translation.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { sending } from '../taking-apart.ts'
import { moved } from './apps.ts'

const { customer, vendor } = organizations
const share = { owner: vendor.number, organization: customer.number }

const settings: TranslationSettings = {
  refusedSubmissions: 'keep',
  deleteCorrespondences: 'refuse',
  confirmWithoutDownload: 'refuse',
  emptyReporteesAs: 'list',
  migratedCorrespondenceIds: 'own',
  language: 1044,
  listPartial: 'error',
  submissionRetryWindow: 120_000,
  inboxUrl: 'https://af.altinn.no/inbox',
  appsUrl: 'https://{org}.apps.altinn.no',
  receiptUrl: 'https://platform.altinn.no/receipt',
  roleDefinitions: createRoleDefinitions('production'),
}

export interface Wish {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object | Buffer
  readonly idempotencyKey?: string
  /** What happens while the body comes. */
  readonly meanwhile?: () => Promise<void>
}

/** A request of the customer's system, with a body of its own. */
export function requestOf({
  params = {},
  query = {},
  body,
  idempotencyKey,
  meanwhile,
}: Wish): TranslationRequest {
  return {
    params: { who: 'my', ...params },
    query: new Query(Object.entries(query)),
    self: '',
    isHead: false,
    body: body === undefined ? undefined : bodyOf(body, meanwhile),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    party: customer.number,
    caller: customer.number,
    scopes: new Set(['altinn:instances.read', 'altinn:instances.write']),
    targets: [{ service: { code: '5998', edition: 160101 }, moved }],
    settings,
  }
}

/** JSON, or a file as it is. */
function bodyOf(given: object | Buffer, meanwhile: Wish['meanwhile']): Body {
  const isFile = Buffer.isBuffer(given)
  const bytes = isFile ? given : Buffer.from(JSON.stringify(given))
  const type = isFile ? 'application/octet-stream' : 'application/json'
  const store = new PartStore(createSpool(1024 * 1024), share)
  const input = { next: sending([bytes]), type, owner: share.owner }
  return {
    announced: bytes.length,
    type,
    stream: () => Readable.from([bytes], { objectMode: false }),
    peekTopLevel: () => Promise.resolve({ found: {}, repeated: [] }),
    takeApart: async (cuts) => {
      await meanwhile?.()
      return takeApart({ ...input, cuts }, store)
    },
    toPart: () => toPart(input, store),
    keepUntil: (work) => store.keepUntil(work),
    hasBytes: () => Promise.resolve(true),
    length: () => bytes.length,
    isAwaited: () => false,
    isWhole: () => true,
  }
}
