import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { addMany } from '../../../sandbox/altinn3/access-management/many.ts'
import { systemUser } from '../../../sandbox/altinn3/access-management/seed.ts'
import type { Party } from '../../../sandbox/altinn3/access-management/state.ts'
import type { StorageFault } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { isLongRun } from '../../support/long-run.ts'
import { randomFrom } from '../../support/random.ts'
import { http } from '../../support/network/http.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))
const count = 200
const app = 'ttd/prove-skjema'
const resource = 'app_ttd_prove-skjema'
/** Of the calls to Storage and the apps. */
const shareOfFaults = 0.02
const kinds = ['drop', 'error', 'busy', 'unavailable', 'garbage'] as const

let gateway: TestGateway
let clients: readonly Party[]
let waiting: readonly Party[]
let headers: Readonly<Record<string, string>>

const bodyOf = (client: string): string =>
  JSON.stringify({
    ...{ ServiceCode: '5998', ServiceEdition: 160101 },
    Forms: [
      {
        ...{ Type: 'MainForm', DataFormatId: '1900', DataFormatVersion: 12345 },
        FormData: `<Skjema><tittel>${client}</tittel></Skjema>`,
      },
    ],
    Attachments: [{ FileName: 'en.txt', AttachmentType: 'Vedlegg', Data: 'aGVp' }],
  })

/** Sends until there is an answer that says what has come of it, and gives the statuses before it. */
async function send({ organizationNumber }: Readonly<Party>): Promise<readonly number[]> {
  const client = organizationNumber ?? ''
  const failures: number[] = []
  for (;;) {
    const sent = { method: 'POST', headers, body: bodyOf(client) }
    const answer = await http(gateway.url, `/api/${client}/messages`, sent)
    const { status } = answer
    if (status === 201) return failures
    // What is read of the app before anything is written may be garbage: then there is no draft to name.
    const isBeforeWrites = status === 502 && answer.headers.location === undefined
    if (status !== 503 && !isBeforeWrites) throw new Error(`${status}`)
    failures.push(status)
    if (failures.length > 60) throw new Error(failures.join(' '))
    await pause(300)
  }
}

/** Befall calls at random, before they have their effect or after it. */
function randomFaults(random: () => number): readonly StorageFault[] {
  const share = shareOfFaults / kinds.length / 2
  const on = { test: () => random() < share }
  return kinds.flatMap((kind) => [
    { kind, on },
    { kind, on, after: true as const },
  ])
}

/** What each organisation has in the app: whether it is archived. */
function archivedOf(parties: readonly Readonly<Party>[]): readonly (readonly boolean[])[] {
  const { rows } = gateway.sandbox.altinn3.storage
  const there = [...rows.values()].map(({ instance }) => instance)
  const ours = there.filter(({ appId, status }) => appId === app && !status.isSoftDeleted)
  return parties.map(({ partyId }) =>
    ours
      .filter(({ instanceOwner }) => instanceOwner.partyId === String(partyId))
      .map(({ status }) => status.isArchived),
  )
}

describe.skipIf(!isLongRun)('many organisations that send at the same moment', () => {
  beforeAll(async () => {
    gateway = await startTestGateway({ altinn2Url: '', register })
    const given = { resources: [resource] }
    const added = addMany(gateway.sandbox.altinn3.access, systemUser, count + 20, given)
    clients = added.slice(20)
    waiting = added.slice(0, 20)
    const token = await gateway.token({
      org: organizations.vendor.number,
      systemUser: organizations.customer.number,
      scope:
        'altinn:enduser altinn:instances.write altinn:instances.read altinn:accessmanagement/authorizedparties',
    })
    headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  })
  afterAll(() => gateway.close())

  it.skipIf(!isLongRun)(
    'have each its message sent once, though calls fail',
    async () => {
      const { faults } = gateway.sandbox.altinn3.storage
      faults.push(...randomFaults(randomFrom(Number(process.env.SEED))))
      const failures = (await Promise.all(clients.map(send))).flat()
      faults.length = 0
      process.stdout.write(
        `${count} submissions at once, ${failures.length} answers before them.\n`,
      )
      expect(archivedOf(clients)).toEqual(clients.map(() => [true]))
    },
    200_000,
  )

  it('do not wait for one whose app is silent', async () => {
    const [silent, ...others] = waiting
    const { faults } = gateway.sandbox.altinn3.storage
    faults.push({ kind: 'hang', on: new RegExp(`/instances/${silent?.partyId}/`), times: 1 })
    let isOver = false
    const late = silent && send(silent).finally(() => (isOver = true))
    await Promise.all(others.map(send))
    expect(isOver).toBe(false)
    expect(archivedOf(others)).toEqual(others.map(() => [true]))
    gateway.sandbox.altinn3.storage.faults.length = 0
    late?.catch(() => undefined)
  })
})
