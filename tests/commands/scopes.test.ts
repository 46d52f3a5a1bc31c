import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { scopeTable } from '../../src/commands/scopes.ts'

const general = ['altinn:enduser', 'altinn:endusernoconsent']
const none: readonly string[] = []
const forSystemUsers = ['systemuser'] as const
const forOrganisations = ['organisation'] as const
const forBoth = ['systemuser', 'organisation'] as const

/** A second entry of the books, from Altinn's documentation of each API and not from the rows. */
const expected: readonly (readonly [
  catalogue: string,
  altinn2: readonly string[],
  altinn3: readonly string[],
  callers: 'public' | readonly string[],
])[] = [
  ['AUT-01 MET-01..15', none, none, 'public'],
  [
    'MSG-01 MSG-12',
    ['instances.meta', 'instances.read'],
    ['altinn:instances.read', 'digdir:dialogporten'],
    forSystemUsers,
  ],
  [
    'MSG-06 MSG-09 MSG-10 FRM-01 FRM-03 FRM-06 FRM-07',
    ['instances.read'],
    ['altinn:instances.read'],
    forSystemUsers,
  ],
  [
    'MSG-03 MSG-11 ATT-01 ATT-02 ATT-08',
    ['instances.read'],
    ['digdir:dialogporten', 'altinn:instances.read', 'altinn:correspondence.read'],
    forSystemUsers,
  ],
  [
    'MSG-02 MSG-04 ATT-03..07 FRM-02 FRM-04 FRM-05',
    ['instances.write'],
    ['altinn:instances.write'],
    forSystemUsers,
  ],
  [
    'MSG-05 MSG-07 MSG-08',
    ['instances.write'],
    ['digdir:dialogporten', 'altinn:instances.write', 'altinn:correspondence.read'],
    forSystemUsers,
  ],
  [
    'REP-01..06 ORG-01 ORG-02',
    ['reportees'],
    ['altinn:accessmanagement/authorizedparties'],
    forSystemUsers,
  ],
  ['PRF-01..03 PRF-05', ['profiles.read'], none, forSystemUsers],
  ['PRF-04 PRF-06', ['profiles.write'], none, forSystemUsers],
  [
    'ROL-01 RIG-01',
    ['rolesandrights.read'],
    ['altinn:accessmanagement/authorizedparties'],
    forSystemUsers,
  ],
  [
    'RIG-02',
    ['rolesandrights.read'],
    ['altinn:accessmanagement/enduser:connections:fromothers.read'],
    forSystemUsers,
  ],
  [
    'ROL-02 RIG-03..05',
    ['rolesandrights.write'],
    ['altinn:accessmanagement/enduser:connections:fromothers.write'],
    forSystemUsers,
  ],
  ['RDF-01 RDF-02', ['roledefinitions.read'], none, forSystemUsers],
  ['RDF-03..05', ['roledefinitions.write'], none, forSystemUsers],
  [
    'DEL-01..06',
    ['delegations.read'],
    ['altinn:accessmanagement/enduser:connections:toothers.read'],
    forSystemUsers,
  ],
  [
    'DEL-07..13',
    ['delegations.write'],
    ['altinn:accessmanagement/enduser:connections:toothers.write'],
    forSystemUsers,
  ],
  ['LUP-01', ['lookup'], none, forSystemUsers],
  ['BRK-01 BRK-03..06', ['brokerservice.read'], ['altinn:broker.read'], forBoth],
  ['BRK-07', ['brokerservice.write'], ['altinn:broker.read'], forBoth],
  ['BRK-08', ['brokerservice.write'], ['altinn:broker.write'], forBoth],
  ['BRK-09 BRK-10', ['brokerservice.read'], ['altinn:broker.write', 'altinn:broker.read'], forBoth],
  [
    'CON-01 CON-02 CON-05',
    ['consentrequests.read', 'enduser/consentrequests.read'],
    ['altinn:consentrequests.read', 'altinn:consentrequests.write'],
    forOrganisations,
  ],
  [
    'CON-03 CON-04 CON-06 CON-07',
    ['consentrequests.write', 'enduser/consentrequests.write'],
    ['altinn:consentrequests.write'],
    forOrganisations,
  ],
  ['TOK-01 TOK-04', ['consenttokens.read'], none, forOrganisations],
  ['TOK-02 TOK-03', ['consenttokens.write'], none, forOrganisations],
  [
    'DRQ-01 DRQ-02',
    ['delegationrequests.read'],
    ['altinn:accessmanagement/enduser:requests.read'],
    forOrganisations,
  ],
  [
    'DRQ-03 DRQ-04',
    ['delegationrequests.write'],
    ['altinn:accessmanagement/enduser:requests.write'],
    forOrganisations,
  ],
  ['EUS-01 EUS-03', ['enterpriseusers.read'], none, forOrganisations],
  ['EUS-02 EUS-04..06', ['enterpriseusers.write'], none, forOrganisations],
  [
    'SO-01',
    ['serviceowner/reportees'],
    ['altinn:accessmanagement/authorizedparties.resourceowner'],
    forOrganisations,
  ],
  [
    'SO-02..04',
    ['serviceowner/rolesandrights'],
    ['altinn:accessmanagement/authorizedparties.resourceowner'],
    forOrganisations,
  ],
  ['SO-05 SO-06', [], none, forOrganisations],
  [
    'SO-07 SO-08',
    ['serviceowner/delegations.write'],
    ['altinn:serviceowner/delegations:accesspackage.write'],
    forOrganisations,
  ],
  [
    'SO-09 SO-10',
    ['serviceowner/delegationrequests.read'],
    ['altinn:serviceowner/delegationrequests.read'],
    forOrganisations,
  ],
  [
    'SO-11 SO-12',
    ['serviceowner/delegationrequests.write'],
    ['altinn:serviceowner/delegationrequests.write'],
    forOrganisations,
  ],
  ['SO-13', ['serviceowner/consents'], none, forOrganisations],
  ['SO-14', ['serviceowner/events'], ['altinn:events.subscribe'], forOrganisations],
  [
    'SO-15',
    ['serviceowner/notifications.read'],
    ['altinn:serviceowner/notifications.create'],
    forOrganisations,
  ],
  ['SO-16..20', ['serviceowner/organizations'], none, forOrganisations],
  [
    'SO-21 SO-22',
    ['serviceowner/srr.read'],
    ['altinn:resourceregistry/accesslist.read'],
    forOrganisations,
  ],
  [
    'SO-23..25',
    ['serviceowner/srr.write'],
    ['altinn:resourceregistry/accesslist.write'],
    forOrganisations,
  ],
]

/** Altinn 2 took an API key alone for this one, and Altinn 3 takes a token with the broker's scope. */
const hasAvailableFiles = 'BRK-02'

function unfold(catalogue: string): readonly string[] {
  return catalogue.split(' ').flatMap((one) => {
    const [, family = '', first = '', last = first] =
      /^([A-Z]+)-(\d+)(?:\.\.(\d+))?$/.exec(one) ?? []
    const numbers = Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, place) => Number(first) + place,
    )
    return numbers.map((number) => `${family}-${String(number).padStart(2, '0')}`)
  })
}

const rows = expected.flatMap(([catalogue, altinn2, altinn3, callers]) =>
  unfold(catalogue).map((one) => [one, altinn2, altinn3, callers] as const),
)

describe('the scopes of each operation', () => {
  it('are stated for every operation', () => {
    const stated = [...rows.map(([catalogue]) => catalogue), hasAvailableFiles]
    expect(stated.toSorted()).toEqual(endpoints.map(({ catalogue }) => catalogue).toSorted())
  })

  it.each(rows)('are what Altinn documents: %s', (catalogue, altinn2, altinn3, callers) => {
    const row = endpoints.find((one) => one.catalogue === catalogue)
    const generalOnes = catalogue.startsWith('SO-') ? ['altinn:serviceowner'] : general
    const named = altinn2.map((scope) => `altinn:${scope}`)
    expect(row?.scopes.altinn2).toEqual(callers === 'public' ? [] : [...generalOnes, ...named])
    expect(row?.scopes.altinn3.toSorted()).toEqual(altinn3.toSorted())
    expect(row?.callers).toEqual(callers)
  })

  it('are never those that Altinn keeps for itself', () => {
    const internal = /portal|syncadapter|sblbridge|\.admin$|maintenance|appdeploy/
    const all = endpoints.flatMap(({ scopes }) => [...scopes.altinn2, ...scopes.altinn3])
    expect(all.filter((scope) => internal.test(scope))).toEqual([])
  })
})

describe('the printed table', () => {
  const sections = scopeTable(endpoints).split('\n## ')

  it('has a line for each operation, with its scopes and callers', () => {
    const general = /^altinn:(?:enduser|endusernoconsent|serviceowner)$/
    for (const { id, scopes, callers } of endpoints) {
      const [, file = '', name = ''] = /^(.+)\/(.+)$/.exec(id) ?? []
      const section = sections.find((one) => one.startsWith(`${file}\n`)) ?? ''
      const line = section.split('\n').find((one) => one.startsWith(`| ${name} `)) ?? ''
      for (const scope of [...scopes.altinn2, ...scopes.altinn3]) {
        if (!general.test(scope)) expect(line).toContain(`\`${scope}\``)
      }
      for (const kind of callers === 'public' ? ['everybody'] : callers) {
        expect(section).toContain(kind)
      }
    }
  })

  it('names the general scopes once', () => {
    for (const scope of ['altinn:enduser', 'altinn:endusernoconsent', 'altinn:serviceowner']) {
      expect(sections.filter((one) => one.includes(`\`${scope}\``))).toEqual([sections[0]])
    }
  })
})
