import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { servicesIn } from '../../../src/altinn2/messages/message-filter.ts'
import { messageModel, type Message } from '../../../src/altinn2/messages/message.ts'
import { toListedMessage } from '../../../src/altinn2/messages/message-resource.ts'
import { matches } from '../../../src/altinn2/odata/evaluate.ts'
import { mayMatch } from '../../../src/altinn2/odata/may-match.ts'
import { needFilter } from '../../../src/altinn2/odata/parse/parse-filter.ts'
import { maxUnits, maxUnitsPerSlice, shortWork } from '../../../src/altinn2/odata/work.ts'
import type { Target } from '../../../src/decide/register.ts'
import { toIsoBounds } from '../../../src/message-box/list/dates.ts'
import {
  isAboutNothing,
  narrowingOf,
  type Narrowing,
} from '../../../src/message-box/list/narrowing.ts'
import { countedWork } from '../../support/counted-work.ts'
import { messageFilter, messageProperties } from '../../support/model/random-filter.ts'
import { runs } from '../../support/long-run.ts'

const target = (code: string, edition: number, moved: Target['moved']): Target => {
  return { service: { code, edition }, moved }
}
const targets: readonly Target[] = [
  target('5998', 160101, { to: 'app', app: 'ttd/prove-skjema', archive: 'ttd/gammelt' }),
  target('5999', 1, { to: 'correspondence', resource: 'ttd-meldinger' }),
  target('5999', 2, { to: 'app', app: 'ttd/annet' }),
  target('4936', 1, { to: 'app', app: 'ttd/a' }),
  target('4936', 1, { to: 'correspondence', resource: 'ttd-b' }),
]
const owners: Readonly<Record<string, string>> = { ttd: 'Testdepartementet', skd: 'Skatteetaten' }
const look = {
  ownerName: (code: string) => owners[code],
  ownersNamed: (name: string) => Object.keys(owners).filter((code) => owners[code] === name),
}

function narrow(filter: string): Promise<Narrowing> {
  return narrowingOf(
    { filter: needFilter(filter, messageModel), dates: {}, language: 1044, targets },
    look,
    shortWork(),
  )
}

/** As Altinn 3 compares. */
function isWithin(instant: number, bounds: Narrowing['changed']): boolean {
  const { from, to } = toIsoBounds(bounds)
  return (
    (from === undefined || Date.parse(from) <= instant) &&
    (to === undefined || instant <= Date.parse(to))
  )
}

const formStatuses = ['beingFilledIn', 'toBeSigned', 'submitted'] as const
const correspondenceStatuses = ['unread', 'read', 'archived'] as const

/** Where an element of a service may lie: what the services file says, and what Altinn names itself. */
function placesOf(
  code: string,
  edition: number,
  kind: 'form' | 'correspondence',
): readonly string[] {
  const moved = targets
    .filter(({ service }) => service.code === code && service.edition === edition)
    .map((one) => one.moved)
  return kind === 'form'
    ? [
        ...moved.flatMap((one) => (one.to === 'app' ? [one.app, one.archive ?? one.app] : [])),
        `ttd/a2-${code.toLowerCase()}-${edition}`,
      ]
    : [
        ...moved.flatMap((one) => (one.to === 'correspondence' ? [one.resource] : [])),
        `ttd-migratedcorrespondence-${code.toLowerCase()}-${edition}`,
      ]
}

const nothing = Object.fromEntries(Object.keys(messageModel.properties).map((name) => [name, null]))

describe('what Altinn 3 is told of a filter', () => {
  it('never leaves out what the filter means', async () => {
    const { numRuns } = runs(800)
    let met = 0
    await fc.assert(
      fc.asyncProperty(messageFilter, messageProperties, async (text, given) => {
        const filter = needFilter(text, messageModel)
        const { kind, owner, service } = given
        const message: Message = {
          type: kind === 'form' ? 'FormTask' : 'Correspondence',
          id: 'a1',
          subject: 'Vedtak',
          status: (kind === 'form' ? formStatuses : correspondenceStatuses)[given.status] ?? 'read',
          isUnread: false,
          created: new Date(given.created).toISOString(),
          lastChanged: new Date(given.changed).toISOString(),
          serviceOwner: owner,
          ...(service === null ? {} : { service }),
          hasPrint: false,
        }
        const { properties } = toListedMessage(message, 'my', 1044)
        const work = shortWork()
        for (const name of Object.keys(properties)) {
          const known = { [name]: properties[name] ?? null }
          if (!mayMatch(filter, known, work)) expect(matches(filter, properties, work)).toBe(false)
        }
        expect(mayMatch(filter, { ...nothing, ...properties }, work)).toBe(
          matches(filter, properties, work),
        )
        if (!matches(filter, properties, work)) return
        met += 1
        const narrowing = await narrow(text)
        expect(isAboutNothing(narrowing)).toBe(false)
        expect(isWithin(given.changed, narrowing.changed)).toBe(true)
        expect(isWithin(given.created, narrowing.created)).toBe(true)
        const statuses: readonly string[] =
          kind === 'form' ? narrowing.formStatuses : narrowing.correspondenceStatuses
        expect(statuses).toContain(message.status)
        const codes = look.ownersNamed(owner).concat(owner === 'XYZ' ? ['xyz'] : [])
        if (narrowing.owners !== undefined)
          expect(narrowing.owners).toEqual(expect.arrayContaining(codes))
        const places = kind === 'form' ? narrowing.apps : narrowing.resources
        if (places === undefined) return
        if (service === null) throw new Error(`${text} leaves out what has no service`)
        expect(places).toEqual(
          expect.arrayContaining([...placesOf(service.code, service.edition, kind)]),
        )
      }),
      { numRuns },
    )
    expect(met).toBeGreaterThan(numRuns / 12)
  })

  it.each([
    ["Status eq 'Ulest'", { formStatuses: [], correspondenceStatuses: ['unread'] }],
    ["Type eq 'FormTask'", { correspondenceStatuses: [] }],
    [
      "Status ne 'Sendt og arkivert' and Status ne 'Arkivert'",
      { formStatuses: ['beingFilledIn', 'toBeSigned'], correspondenceStatuses: ['unread', 'read'] },
    ],
    [
      "ServiceCode eq '5999' and ServiceEdition eq 1",
      {
        apps: ['ttd/a2-5999-1'],
        resources: ['ttd-meldinger', 'ttd-migratedcorrespondence-5999-1'],
      },
    ],
    ["ServiceOwner eq 'Skatteetaten' or ServiceOwner eq 'XYZ'", { owners: ['skd', 'xyz'] }],
    ["ServiceOwner eq 'Ingen'", { owners: [] }],
    [
      "LastChangedDateTime ge datetime'2026-07-01T12:00:00'",
      { changed: { from: '2026-07-01T12:00:00.0000000' } },
    ],
    [
      "datetime'2026-07-01' gt CreatedDate and Subject ne 'x'",
      { created: { to: '2026-07-01T00:00:00.0000000' } },
    ],
  ])('is as much as can be said: %s', async (filter, said) => {
    expect(await narrow(filter)).toMatchObject(said)
  })

  it('costs a bounded amount of work where many services are named', async () => {
    const pairs = Array.from({ length: 28 }, (_, place) => {
      return `(ServiceCode eq '${5_000 + place}' and ServiceEdition eq ${place})`
    })
    const { work, slices } = countedWork()
    const services = await servicesIn(needFilter(pairs.join(' or '), messageModel), work)
    expect(services).toHaveLength(28)
    expect(work.spent).toBeLessThan(maxUnits / 50)
    expect(Math.max(...slices())).toBeLessThan(2 * maxUnitsPerSlice)
  })

  it.each([
    ["ServiceCode eq '5998'", 'apps'],
    ["ServiceCode eq '9999' and ServiceEdition eq 1", 'apps'],
    ["tolower(ServiceCode) eq '5999' and ServiceEdition eq 1", 'resources'],
    ["ServiceCode eq '5999' and ServiceEdition gt 0", 'resources'],
    ["ServiceOwner ne 'Skatteetaten'", 'owners'],
  ] as const)('is nothing of %s, whose %s nobody can list', async (filter, part) => {
    expect((await narrow(filter))[part]).toBeUndefined()
  })

  it.each([
    "LastChangedDateTime gt datetime'2026-02-01' and LastChangedDateTime lt datetime'2026-01-01'",
    "CreatedDate ge datetime'2026-02-01T00:00:00.0000002' and CreatedDate le datetime'2026-02-01T00:00:00.0000001'",
    "ServiceOwner eq 'Ingen'",
  ])('is nothing at all when nothing can be meant: %s', async (filter) => {
    expect(isAboutNothing(await narrow(filter))).toBe(true)
  })
})
