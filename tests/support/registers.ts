import fastCheck, { type Arbitrary } from 'fast-check'
import { endpoints } from '../../routes/index.ts'
import type { Circumstances } from '../../src/decide/decide.ts'
import {
  toRegister,
  type GroupEntry,
  type Moved,
  type Register,
  type RegisterContent,
  type ServiceEntry,
} from '../../src/decide/register.ts'
import { groups } from '../../src/endpoint.ts'
import type { Found } from '../../src/identify/identify-service.ts'

/** Few codes and few moments, so that what is generated meets. */
const codes = ['5997', 'SKBERG', 'u7372'] as const
const editions = [1, 2, 160101] as const
const moment = fastCheck.nat(20).map((seconds) => seconds * 1_000)
export const organizations = ['313876144', '310385980', '991825827'] as const

const place: Arbitrary<Moved> = fastCheck.oneof(
  { weight: 4, arbitrary: fastCheck.constant({ to: 'broker', resource: 'a-resource' } as const) },
  ...[
    { to: 'app', app: 'ttd/an-app' } as const,
    { to: 'correspondence', resource: 'a-correspondence' } as const,
    { to: 'consent', resource: 'a-consent' } as const,
    { to: 'resource', resource: 'a-link', accessList: 'a-list' } as const,
    { to: 'lookup', app: 'ttd/a-lookup', dataType: 'model' } as const,
    { to: 'nowhere' } as const,
    { to: 'nowhere', useInstead: 'https://owner.example/api' } as const,
  ].map((one) => ({ weight: 1, arbitrary: fastCheck.constant<Moved>(one) })),
)

const rollout = fastCheck.record(
  {
    percent: fastCheck.double({ min: 0, max: 100, noNaN: true }),
    organisations: fastCheck.subarray([...organizations]),
  },
  { requiredKeys: [] },
)

const entry: Arbitrary<ServiceEntry> = fastCheck.record(
  {
    service: fastCheck.record({
      code: fastCheck.constantFrom(...codes),
      edition: fastCheck.constantFrom(...editions),
    }),
    moved: fastCheck.array(place, { minLength: 1, maxLength: 2 }),
    since: moment,
    until: moment,
    rollout,
    shadow: fastCheck.boolean(),
    fallback: fastCheck.constant('reads' as const),
  },
  { requiredKeys: ['service', 'moved'] },
)

const groupEntry: Arbitrary<GroupEntry> = fastCheck.record(
  {
    on: fastCheck.constantFrom('altinn2' as const, 'altinn3' as const, 'both' as const),
    since: moment,
    until: moment,
  },
  { requiredKeys: ['on'] },
)

export const content: Arbitrary<RegisterContent> = fastCheck.record({
  version: fastCheck.constant('0123456789'),
  services: fastCheck.uniqueArray(entry, {
    maxLength: 6,
    selector: ({ service }) => `${service.code}/${service.edition}`,
  }),
  groups: fastCheck.dictionary(
    fastCheck.constantFrom(
      'end-user/broker-inbox',
      'end-user/broker-outbox',
      ...Object.keys(groups),
    ),
    groupEntry,
    { maxKeys: 4 },
  ),
})

/** Rows with a translation are few, and fewer can be merged; most of the time it is one of them. */
export const row = fastCheck.oneof(
  fastCheck.constantFrom(...endpoints),
  fastCheck.constantFrom(...endpoints.filter(({ whenMoved }) => 'translation' in whenMoved)),
  fastCheck.constantFrom(...endpoints.filter(({ whenMoved }) => whenMoved.kind === 'merged')),
)

export const named: Arbitrary<Extract<Found, { kind: 'service' }>> = fastCheck.record(
  {
    kind: fastCheck.constant('service' as const),
    code: fastCheck.constantFrom(...codes, 'skberg', 'U7372', 'unlisted'),
    edition: fastCheck.constantFrom(...editions, 99),
  },
  { requiredKeys: ['kind', 'code'] },
)

export const found: Arbitrary<Found> = fastCheck.oneof(
  { weight: 3, arbitrary: named },
  { weight: 1, arbitrary: fastCheck.constant<Found>({ kind: 'group' }) },
  { weight: 1, arbitrary: fastCheck.constant<Found>({ kind: 'any' }) },
  { weight: 1, arbitrary: fastCheck.constant<Found>({ kind: 'altinn2Id' }) },
  { weight: 1, arbitrary: fastCheck.constant<Found>({ kind: 'nativeId' }) },
  {
    weight: 1,
    arbitrary: fastCheck.record({
      kind: fastCheck.constant('services' as const),
      codes: fastCheck.array(fastCheck.constantFrom(...codes, 'unlisted'), { maxLength: 3 }),
    }),
  },
)

/** All that a decision looks at but the register. */
export const given: Arbitrary<Omit<Circumstances, 'register'>> = fastCheck.record({
  altinn2IsOpen: fastCheck.boolean(),
  altinn2Dates: fastCheck.record(
    { closes: moment, submissionsClose: moment },
    { requiredKeys: [] },
  ),
  now: fastCheck.nat(21_000),
  organization: fastCheck.option(fastCheck.constantFrom(...organizations), { nil: undefined }),
})

/** A register of values that cannot be changed. */
export function frozenRegister(generated: RegisterContent): Register {
  return toRegister(deepFreeze(structuredClone(generated)))
}

export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}
