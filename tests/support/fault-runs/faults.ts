import type { PlainAnswer } from './altinn3.ts'

/** What befalls one call to Altinn 3. `after`: the call has its effect, and its answer is lost. */
export const faultKinds = [
  'not sent',
  'refused',
  'part refused',
  'broken off before',
  'broken off after',
  'hangs before',
  'hangs after',
  'busy',
  'unavailable',
  'unavailable without time',
  'error before',
  'error after',
  'garbage before',
  'garbage after',
  'cut in the middle',
  'absent',
  'seen late',
  'made slowly',
  'refused and left',
  'effect after 3 s',
  'effect after 12 s',
  'workflow not accepted',
  'workflow in doubt',
  'caller leaves',
  'gateway dropped before',
  'gateway dropped after',
] as const

export type FaultKind = (typeof faultKinds)[number]

/** A fault of the n-th call of a run, the first of which is 1. */
export interface Fault {
  readonly call: number
  readonly kind: FaultKind
}

/** What the wire gives: an answer, of which the second half may be lost, or the code of what happened to the connection. */
export type OnTheWire = (PlainAnswer & { readonly isCut?: true }) | { readonly cause: string }

/** The circumstances of a call that a fault may use. */
export interface Wire {
  /** Performs the call at Altinn 3. */
  readonly perform: () => Promise<PlainAnswer>
  readonly pause: (milliseconds: number) => Promise<void>
  /** Never comes: until the call's deadline. */
  readonly silence: () => Promise<OnTheWire>
  /** Only reads may say that there is nothing. */
  readonly isRead: boolean
  /** What is made while this work goes on is not seen for some time. */
  readonly hiding: (what: 'all' | 'elements') => Promise<PlainAnswer>
  /** What is made has no part. */
  readonly withoutParts: () => Promise<PlainAnswer>
  /** An app of version 9 says this of a new instance. */
  readonly withWorkflow: (fault: 'notAccepted' | 'acceptanceUnknown') => Promise<PlainAnswer>
  /** The gateway's process ends: nothing of it goes on. */
  readonly dropGateway: () => Promise<never>
  readonly dropCaller: () => void
}

const brokenOff: OnTheWire = { cause: 'ECONNRESET' }
const error: PlainAnswer = toAnswer(500)

/** Performs a call with its fault. */
export async function befall(kind: FaultKind | undefined, wire: Wire): Promise<OnTheWire> {
  const { perform, pause } = wire
  switch (kind) {
    case undefined:
      return perform()
    case 'not sent':
      return { cause: 'ECONNREFUSED' }
    case 'refused':
      return toAnswer(403)
    case 'part refused':
      return wire.isRead ? toAnswer(403) : toAnswer(400)
    case 'broken off before':
      return brokenOff
    case 'broken off after':
      await perform()
      return brokenOff
    case 'hangs before':
      return wire.silence()
    case 'hangs after':
      await perform()
      return wire.silence()
    case 'busy':
      return toAnswer(429, { 'Retry-After': '7' })
    case 'unavailable':
      return toAnswer(503, { 'Retry-After': '3' })
    case 'unavailable without time':
      return toAnswer(503)
    case 'error before':
      return error
    case 'error after':
      await perform()
      return error
    case 'garbage before':
      return garbage
    case 'garbage after':
      await perform()
      return garbage
    case 'cut in the middle':
      return { ...(await perform()), isCut: true }
    case 'absent':
      return wire.isRead ? toAnswer(404) : brokenOff
    case 'seen late':
      await wire.hiding('all')
      return brokenOff
    case 'made slowly':
      await wire.hiding('elements')
      return brokenOff
    case 'refused and left':
      if (wire.isRead) return toAnswer(403)
      await wire.withoutParts()
      return toAnswer(400)
    case 'effect after 3 s':
      void pause(3_000).then(perform)
      return brokenOff
    case 'effect after 12 s':
      void pause(12_000).then(perform)
      return brokenOff
    case 'workflow not accepted':
      return wire.withWorkflow('notAccepted')
    case 'workflow in doubt':
      return wire.withWorkflow('acceptanceUnknown')
    case 'caller leaves':
      wire.dropCaller()
      await pause(20_000)
      return perform()
    case 'gateway dropped before':
      return wire.dropGateway()
    case 'gateway dropped after':
      await perform()
      return wire.dropGateway()
    default:
      return kind satisfies never
  }
}

const garbage: PlainAnswer = { ...toAnswer(200), bytes: Buffer.from('<html>OK</html>') }

function toAnswer(status: number, headers: Readonly<Record<string, string>> = {}): PlainAnswer {
  return { status, headers, bytes: Buffer.alloc(0) }
}
