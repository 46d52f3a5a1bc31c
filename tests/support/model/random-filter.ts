import fc from 'fast-check'

const services = ['5998', '5999', '4936', 'SKBERG']
const editions = [1, 2, 160101]
const owners = ['Testdepartementet', 'Skatteetaten', 'XYZ']
const statuses = [
  'Utfylling',
  'Signering',
  'Sendt og arkivert',
  'Ulest',
  'Lest',
  'Arkivert',
  'Slettet',
]
const moments = [
  '2026-03-29T01:59:59.9999999',
  '2026-03-29T03:00:00',
  '2026-10-25T02:30:00',
  '2026-10-25T02:00:00',
  '2026-07-01T12:00:00.123',
  '2016-03-01',
]

const equality = fc.constantFrom('eq', 'ne')
const order = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le')

const comparison = (
  name: string,
  operator: fc.Arbitrary<string>,
  literal: fc.Arbitrary<string>,
): fc.Arbitrary<string> =>
  fc
    .record({ operator, literal, isTurned: fc.boolean() })
    .map(({ operator: one, literal: other, isTurned }) =>
      isTurned ? `${other} ${one} ${name}` : `${name} ${one} ${other}`,
    )

const quoted = (...texts: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom(...texts).map((text) => `'${text}'`)

const single = fc.oneof(
  comparison('ServiceCode', equality, quoted(...services)),
  comparison('ServiceEdition', order, fc.constantFrom(...editions.map(String))),
  comparison('Status', equality, quoted(...statuses)),
  comparison('Type', equality, quoted('FormTask', 'Correspondence')),
  comparison('ServiceOwner', equality, quoted(...owners)),
  comparison(
    'LastChangedDateTime',
    order,
    fc.constantFrom(...moments).map((one) => `datetime'${one}'`),
  ),
  comparison(
    'CreatedDate',
    order,
    fc.constantFrom(...moments).map((one) => `DateTime'${one}'`),
  ),
  fc.constantFrom(
    "substringof('vedtak',tolower(Subject))",
    "startswith(ServiceCode,'59')",
    "tolower(ServiceOwner) eq 'xyz'",
    'ServiceCode eq null',
    'MarkedUnread',
    'year(CreatedDate) eq 2026',
  ),
)

/** Filters of messages as clients might write them, and some that none would. */
export const messageFilter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: single },
    {
      weight: 4,
      arbitrary: fc
        .tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
        .map(([left, word, right]) => `(${left}) ${word} (${right})`),
    },
    { weight: 1, arbitrary: tie('filter').map((one) => `not (${one})`) },
  ),
})).filter

/** A message that these filters may or may not mean. */
export const messageProperties = fc.record({
  service: fc.option(
    fc.record({ code: fc.constantFrom(...services), edition: fc.constantFrom(...editions) }),
  ),
  owner: fc.constantFrom(...owners),
  kind: fc.constantFrom('form' as const, 'correspondence' as const),
  status: fc.nat(2),
  /** Milliseconds since 1970, where clocks change and elsewhere. */
  changed: fc.oneof(
    fc.integer({ min: Date.UTC(2026, 9, 24, 22), max: Date.UTC(2026, 9, 25, 4) }),
    fc.integer({ min: Date.UTC(2026, 2, 28, 22), max: Date.UTC(2026, 2, 29, 4) }),
    fc.integer({ min: Date.UTC(2016, 1, 28), max: Date.UTC(2016, 2, 3) }),
  ),
  created: fc.integer({ min: Date.UTC(2026, 2, 28, 22), max: Date.UTC(2026, 9, 26) }),
})
