import { stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { altinn2DatesOf, isAltinn2Open, loadConfig } from '../../src/config/file/load.ts'
import { readRegister } from '../../src/config/register/services.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Plan } from '../../src/decide/plan.ts'
import type { Found } from '../../src/identify/identify-service.ts'

/** Each way to write a date, and the moment that it is. */
const written = [
  ['a summer’s day, without a time', '2027-06-30', '2027-06-29T22:00:00Z'],
  ['a winter’s day, without a time', '2027-12-31', '2027-12-30T23:00:00Z'],
  ['the day that summer time begins', '2027-03-28', '2027-03-27T23:00:00Z'],
  ['the day after', '2027-03-29', '2027-03-28T22:00:00Z'],
  ['the last second before it begins', '2027-03-28T01:59:59', '2027-03-28T00:59:59Z'],
  ['the first second after it began', '2027-03-28T03:00:00', '2027-03-28T01:00:00Z'],
  // Read as if the clock had not been put forward: half an hour after the change.
  ['the hour that is missing', '2027-03-28T02:30:00', '2027-03-28T01:30:00Z'],
  ['the day that summer time ends', '2027-10-31', '2027-10-30T22:00:00Z'],
  ['the day after that', '2027-11-01', '2027-10-31T23:00:00Z'],
  ['the hour that is repeated, for the first time', '2027-10-31T02:30:00', '2027-10-31T00:30:00Z'],
  ['the same hour again', '2027-10-31T02:30:00+01:00', '2027-10-31T01:30:00Z'],
  ['the last second before it', '2027-10-31T01:59:59', '2027-10-30T23:59:59Z'],
  ['the first second after it', '2027-10-31T03:00:00', '2027-10-31T02:00:00Z'],
  ['summer, with its offset', '2027-06-30T23:59:59+02:00', '2027-06-30T21:59:59Z'],
  ['summer, with another offset', '2027-06-30T23:59:59-05:00', '2027-07-01T04:59:59Z'],
  ['universal time', '2027-06-30T23:59:59Z', '2027-06-30T23:59:59Z'],
] as const

/** The second before a moment, its first millisecond, its last, and the second after it. */
function around(moment: string): readonly [number, number, number, number] {
  const at = Date.parse(moment)
  return [at - 1, at, at + 999, at + 1_000]
}

const broker = { to: 'broker', resource: 'ttd-broker-prove' }
const service: Found = { kind: 'service', code: '5997', edition: 1 }
const group: Found = { kind: 'group' }
const sandbox = new URL('../../config/sandbox.yaml', import.meta.url).pathname

function planAt(
  file: object,
  found: Found,
  now: number,
  environment: Record<string, string> = {},
  id = 'end-user/broker-inbox/list-inbox-files',
): Plan {
  const row = endpoints.find((endpoint) => endpoint.id === id)
  if (row === undefined) throw new Error(id)
  const config = loadConfig({ CONFIG: sandbox, ...environment })
  return decide(row, found, {
    register: readRegister(stringify(file), endpoints),
    altinn2IsOpen: isAltinn2Open(config, now),
    altinn2Dates: altinn2DatesOf(config),
    now,
    organization: '313876144',
  })
}

function outcome(plan: Plan): string {
  return plan.do === 'refuse' ? plan.because.code : plan.do
}

describe.each(written)('%s (%s)', (_, date, moment) => {
  const outcomes = (planOf: (now: number) => Plan): string[] =>
    around(moment).map((now) => outcome(planOf(now)))

  it('is from when a service has moved', () => {
    const file = { services: [{ service: '5997/1', moved: broker, since: date }] }
    expect(outcomes((now) => planAt(file, service, now))).toEqual([
      'forward',
      'translate',
      'translate',
      'translate',
    ])
  })

  it('is the last second in which a service is answered', () => {
    const file = { services: [{ service: '5997/1', moved: broker, until: date }] }
    expect(outcomes((now) => planAt(file, service, now))).toEqual([
      'translate',
      'translate',
      'translate',
      'SERVICE_ENDED',
    ])
  })

  it('is from when a group has moved, or the last second in which it has', () => {
    const groupPlan = (dates: object) => (now: number) =>
      planAt(
        {
          services: [{ service: '5997/1', moved: broker }],
          groups: { 'end-user/broker-inbox': { on: 'altinn3', ...dates } },
        },
        group,
        now,
      )
    expect(outcomes(groupPlan({ since: date }))).toEqual([
      'forward',
      'translate',
      'translate',
      'translate',
    ])
    expect(outcomes(groupPlan({ until: date }))).toEqual([
      'translate',
      'translate',
      'translate',
      'forward',
    ])
  })

  it('is from when Altinn 2 is closed', () => {
    const closes = { ALTINN2_CLOSES: date }
    expect(outcomes((now) => planAt({ services: [] }, service, now, closes))).toEqual([
      'forward',
      'SERVICE_NOT_MOVED',
      'SERVICE_NOT_MOVED',
      'SERVICE_NOT_MOVED',
    ])
  })

  it('is from when Altinn 2 takes nothing new, and still answers', () => {
    const closes = { ALTINN2_SUBMISSIONS_CLOSE: date }
    const plan = (id: string) => (now: number) => planAt({ services: [] }, service, now, closes, id)
    expect(outcomes(plan('end-user/broker-outbox/send-file'))).toEqual([
      'forward',
      'SUBMISSIONS_CLOSED',
      'SUBMISSIONS_CLOSED',
      'SUBMISSIONS_CLOSED',
    ])
    expect(new Set(outcomes(plan('end-user/broker-inbox/list-inbox-files')))).toEqual(
      new Set(['forward']),
    )
  })
})

it('dates a second apart in the repeated hour are two seconds long', () => {
  const dates = { since: '2027-10-31T02:30:00', until: '2027-10-31T02:30:01' }
  const file = { services: [{ service: '5997/1', moved: broker, ...dates }] }
  const at = Date.parse('2027-10-31T00:30:00Z')
  const plans = [at - 1, at, at + 1_999, at + 2_000].map((now) => planAt(file, service, now))
  expect(plans.map(outcome)).toEqual(['forward', 'translate', 'translate', 'SERVICE_ENDED'])
})

it('an hour of summer time ends before the same hour of winter time begins', () => {
  const dates = { since: '2027-10-31T02:30:00+02:00', until: '2027-10-31T02:30:00+01:00' }
  const file = { services: [{ service: '5997/1', moved: broker, ...dates }] }
  expect(outcome(planAt(file, service, Date.parse('2027-10-31T01:00:00Z')))).toBe('translate')
})
